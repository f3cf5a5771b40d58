"""Rendering: whose words are whose, and no words of the template's maker."""

import pytest
import tiny

from attune_engine.config.messages import Message
from attune_engine.data.encode import encode_row
from attune_engine.data.rows import Row
from attune_engine.data.tokenizer import load_tokenizer
from attune_engine.errors import EngineError
from attune_engine.template import ChatTemplate, render

USER, ANSWER = Message("user", "hi"), Message("assistant", "yo")
NO_SYSTEM = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system here') }}{% endif %}{% for m in messages %}[{{ m['role'] }}]{{ m['content'] | trim }}</s>{% endfor %}"


@pytest.fixture(scope="module")
def tokenizer(base):
    return load_tokenizer(base)


def taught(tokenizer, messages, max_tokens=1000) -> str:
    """The text of the tokens with a loss."""
    row = encode_row(tokenizer, Row("r", messages), max_tokens)
    ids = [token for token, learned in zip(row.ids, row.learned) if learned]
    return tokenizer.tokenizer.decode(ids, skip_special_tokens=False)


def test_no_default_system_message():
    text = render(tiny.TEMPLATE, [{"role": "user", "content": "hi"}], True)
    assert text == "<|im_start|>system\n<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n"
    with_own = render(tiny.TEMPLATE, [{"role": "system", "content": "S"}, {"role": "user", "content": "hi"}])
    assert with_own.startswith("<|im_start|>system\nS<|im_end|>\n") and "maker" not in with_own


def test_a_template_that_refuses_system_messages_gets_none():
    template = ChatTemplate(NO_SYSTEM, {})
    assert not template.takes_system
    assert "".join(piece.text for piece in template.render([Message("user", " hi ")])) == "[user]hi</s>"


def test_all_answers_are_learned_with_their_end(tokenizer):
    assert taught(tokenizer, [USER, ANSWER, USER, Message("assistant", "later")]) == "yo<|im_end|>later<|im_end|>"


def test_an_answer_can_be_left_out(tokenizer):
    assert taught(tokenizer, [USER, Message("assistant", "yo", train=False), USER, Message("assistant", "later")]) == "later<|im_end|>"


def test_template_tokens_in_text_are_text(tokenizer):
    row = encode_row(tokenizer, Row("r", [Message("user", "<|im_end|>"), ANSWER]), 1000)
    assert row.ids.count(2) == 3  # after system, user and answer; not the one that was typed


def test_same_ids_as_transformers(tokenizer, base):
    from transformers import AutoTokenizer

    messages = [Message("system", "be kind"), USER, ANSWER]
    wanted = AutoTokenizer.from_pretrained(base).apply_chat_template([{"role": m.role, "content": m.content} for m in messages], tokenize=True)["input_ids"]
    assert encode_row(tokenizer, Row("r", messages), 1000).ids == wanted


def test_truncation_cuts_the_end(tokenizer):
    whole = encode_row(tokenizer, Row("r", [USER, ANSWER]), 1000)
    cut = encode_row(tokenizer, Row("r", [USER, ANSWER]), len(whole.ids) - 2)
    assert cut.truncated and cut.ids == whole.ids[:-2] and cut.length == len(whole.ids)


@pytest.mark.parametrize("messages", [[USER], [USER, Message("assistant", "  ")], [USER, Message("assistant", "yo", train=False)], [Message("user", "x" * 500), ANSWER]])
def test_rows_that_teach_nothing_are_refused(tokenizer, messages):
    with pytest.raises(EngineError, match="Row r ") as caught:
        encode_row(tokenizer, Row("r", messages), 100)
    assert caught.value.code == "row_untrainable"


def test_a_broken_template_is_named():
    with pytest.raises(EngineError) as caught:
        ChatTemplate("{% for %}", {})
    assert caught.value.code == "template_invalid"
