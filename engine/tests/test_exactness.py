"""Every lever against plain transformers and PEFT: same loss, same gradients."""

import dataclasses

import peft
import pytest
import tiny
import torch
import torch.nn.functional as F

import attune_engine.model.attention  # noqa: F401
from attune_engine.data.encode import Encoded
from attune_engine.data.pack import make_pack, split_by_tokens
from attune_engine.methods.lora import method
from attune_engine.methods.lora.config import LoraConfig
from attune_engine.methods.trainable import Setting, Trainable
from attune_engine.model.lean.recognise import lean_decoder, what_is_unknown, why_plain
from attune_engine.model.loss import ResponseLoss, token_losses
from attune_engine.model.norm import use_lean_norms
from attune_engine.model.streamed_loss import streamed_losses
from attune_engine.objectives import sft
from attune_engine.model.ordinary_attention import ordinary_attention
from attune_engine.training.masters import Masters

LORA = LoraConfig(rank=4, alpha=8)
BOTH = pytest.mark.parametrize("attention", ["lean", "sdpa", "bmm"])


def random_rows(lengths=(5, 33, 12, 600, 71)) -> list[Encoded]:
    generator = torch.Generator().manual_seed(3)
    result = []
    for number, length in enumerate(lengths):
        ids = torch.randint(3, 259, (length,), generator=generator).tolist()
        learned = (torch.rand(length, generator=generator) < 0.4).tolist()
        learned[-1] = True
        result.append(Encoded(str(number), ids, learned, length))
    return result


def rows_that_begin_alike() -> list[Encoded]:
    """One system prompt for all, a history that two share and learn, a row twice, and a row that is the start of another."""
    generator = torch.Generator().manual_seed(4)
    take = lambda count: torch.randint(3, 259, (count,), generator=generator).tolist()  # noqa: E731
    system, history = take(40), take(30)
    ids = [system + take(20), system + history + take(15), system + history + take(580), system + history, take(25), system + take(3)]
    rows = [Encoded(str(n), each, [False] * 10 + [n % 2 == 0 or place % 3 == 0 for place in range(len(each) - 10)], len(each)) for n, each in enumerate([*ids, ids[0]])]
    return rows


def adapted(kind: str, dtype: torch.dtype, attention: str | None, tied: bool = True, targets="all-linear", **sizes):
    """The same random model and the same random, non-zero adapter every time; `attention` None is PEFT's own, "lean" the lean decoder."""
    model = tiny.make_model(kind, tied=tied, **sizes).to(dtype)
    model.requires_grad_(False)
    if attention is None:
        torch.manual_seed(1)
        settings = peft.LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=targets, task_type="CAUSAL_LM")
        wrapped = peft.get_peft_model(model, settings)
        parameters = {method.file_name(name): value for name, value in wrapped.named_parameters() if value.requires_grad}
    else:
        model.config._attn_implementation = f"attune_{'sdpa' if attention == 'lean' else attention}"
        use_lean_norms(model)
        trainable = method.attach(model, dataclasses.replace(LORA, targets=targets), Setting(1, "lean" if attention == "lean" else "plain"))
        wrapped, parameters = trainable.model, trainable.parameters
        assert (lean_decoder(wrapped) is not None) == (attention == "lean")
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)
    return wrapped, parameters


def plain(kind: str, rows: list[Encoded], autocast: bool = False, **how) -> tuple[float, torch.Tensor]:
    """Loss and all gradients of one padded batch with mask and full logits, as everybody does it."""
    model, parameters = adapted(kind, torch.float32, None, **how)
    longest = max(len(row.ids) for row in rows)
    ids = torch.tensor([row.ids + [0] * (longest - len(row.ids)) for row in rows])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in rows])
    labels = torch.tensor([[t if on else -100 for t, on in zip(row.ids, row.learned)] + [-100] * (longest - len(row.ids)) for row in rows])
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        logits = model(input_ids=ids, attention_mask=mask).logits.float()
    loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)
    loss.backward()
    return loss.item(), torch.cat([parameter.grad.flatten() for parameter in parameters.values()])


def packed(kind: str, rows: list[Encoded], dtype: torch.dtype, attention: str, pack_tokens: int = 10_000, **how):
    """The same by our path, in one pack or several."""
    model, parameters = adapted(kind, dtype, attention, **how)
    masters = Masters(Trainable(model, parameters))
    denominator = sum(row.loss_tokens for row in rows)
    total = 0.0
    for group in split_by_tokens(rows, pack_tokens):
        loss = sft.loss(model, make_pack(group), denominator)
        loss.backward()
        masters.collect_gradients()
        total += loss.item()
    return total, torch.cat([master.grad.flatten() for master in masters.tensors.values()])


def relative(found: torch.Tensor, wanted: torch.Tensor) -> float:
    return ((found - wanted).norm() / wanted.norm()).item()


@pytest.mark.parametrize("make_rows", [random_rows, rows_that_begin_alike])
@pytest.mark.parametrize("tied", [True, False])
@BOTH
@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_float32_equals_padded_training(kind, attention, tied, make_rows):
    rows = make_rows()
    wanted_loss, wanted = plain(kind, rows, tied=tied)
    loss, gradients = packed(kind, rows, torch.float32, attention, tied=tied)
    assert loss == pytest.approx(wanted_loss, rel=1e-5)
    assert relative(gradients, wanted) < 1e-5


SHAPES = {
    "many query heads a key head, and a size whose root is no short number": {"num_attention_heads": 6, "num_key_value_heads": 2, "hidden_size": 60},
    "every head its own keys": {"num_attention_heads": 3, "num_key_value_heads": 3, "hidden_size": 48},
    "one key head": {"num_attention_heads": 4, "num_key_value_heads": 1, "hidden_size": 64, "head_dim": 32},
    "small states, where the epsilon counts": {"rms_norm_eps": 0.05},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["llama", "qwen3"])
def test_the_lean_decoder_fits_any_shape(kind, shape):
    rows = rows_that_begin_alike()
    wanted_loss, wanted = plain(kind, rows, **SHAPES[shape])
    loss, gradients = packed(kind, rows, torch.float32, "lean", **SHAPES[shape])
    assert loss == pytest.approx(wanted_loss, rel=1e-5)
    assert relative(gradients, wanted) < 1e-5
    _, autocast = plain(kind, rows, autocast=True, **SHAPES[shape])
    _, gradients = packed(kind, rows, torch.bfloat16, "lean", **SHAPES[shape])
    assert relative(gradients, wanted) < 2 * relative(autocast, wanted)


@pytest.mark.parametrize("targets", [["q_proj", "v_proj"], ["down_proj"], ["k_proj", "o_proj", "up_proj"]])
def test_the_lean_decoder_trains_what_is_asked_for(targets):
    rows = random_rows()
    wanted_loss, wanted = plain("qwen2", rows, targets=targets)
    loss, gradients = packed("qwen2", rows, torch.float32, "lean", targets=targets)
    assert loss == pytest.approx(wanted_loss, rel=1e-5)
    assert relative(gradients, wanted) < 1e-5


def test_the_lean_decoder_sees_every_change_of_its_adapter():
    rows = random_rows((20, 30))
    model, parameters = adapted("llama", torch.float32, "lean")
    pack, denominator = make_pack(rows), sum(row.loss_tokens for row in rows)
    first = sft.loss(model, pack, denominator).item()
    sft.loss(model, pack, denominator).backward()
    before = [parameter.detach().clone() for parameter in parameters.values()]
    torch.optim.AdamW(parameters.values(), lr=0.02, fused=True).step()
    changed = sft.loss(model, pack, denominator).item()
    with torch.no_grad():
        torch._foreach_copy_(list(parameters.values()), before)
    assert changed < 0.99 * first and sft.loss(model, pack, denominator).item() == first


def test_the_base_still_generates_by_its_own_layers():
    """Its weights lie in the decoder's stacks now."""
    ids = torch.randint(3, 259, (1, 20), generator=torch.Generator().manual_seed(5))
    wanted, _ = adapted("qwen2", torch.float32, None)
    found, _ = adapted("qwen2", torch.float32, "lean")
    with ordinary_attention(found), torch.no_grad():
        assert torch.allclose(found(input_ids=ids).logits, wanted(input_ids=ids).logits, atol=1e-4)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda model: None, None),
        (lambda model: setattr(model.config, "hidden_act", "gelu"), "activation is gelu"),
        (lambda model: setattr(model.model.layers[1].self_attn, "sliding_window", 64), "sliding window"),
        (lambda model: setattr(model.model.layers[0].mlp, "up_proj", torch.nn.Identity()), "up_proj is a Identity"),
        (lambda model: model.model.norm.weight.requires_grad_(True), "more of it is trained"),
    ],
)
def test_a_model_that_is_not_known_keeps_its_own_layers(change, reason):
    model = tiny.make_model("llama").requires_grad_(False)
    change(model)
    found = what_is_unknown(model, False)
    assert found is None if reason is None else reason in found


def test_dropout_keeps_the_plain_decoder_in_training_alone():
    model = tiny.make_model("llama").requires_grad_(False)
    wrapped = method.attach(model, dataclasses.replace(LORA, dropout=0.1), Setting(1, "lean")).model
    assert lean_decoder(wrapped) is None and "dropout" in why_plain(wrapped)
    assert what_is_unknown(wrapped.get_base_model(), True) is None


def test_a_loss_beyond_the_range_of_exp_is_exact_all_the_same():
    generator = torch.Generator().manual_seed(2)
    hidden, weight = (torch.randn(rows, 32, generator=generator) * 12 for rows in (40, 700))
    targets = torch.randint(0, 700, (40,), generator=generator)
    hidden.requires_grad_(True)
    wanted = F.cross_entropy(hidden @ weight.t(), targets)
    (slope,) = torch.autograd.grad(wanted, hidden)
    assert streamed_losses(hidden.detach(), weight, targets, True) is None
    loss = ResponseLoss.apply(hidden, weight, targets, 40)
    assert loss.item() == pytest.approx(wanted.item(), rel=1e-5)
    assert relative(torch.autograd.grad(loss, hidden)[0], slope) < 1e-5


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_loss_in_slices_is_the_loss(dtype):
    generator = torch.Generator().manual_seed(2)
    hidden, weight = torch.randn(1500, 32, generator=generator), torch.randn(5000, 32, generator=generator) / 3
    hidden, weight = hidden.to(dtype), weight.to(dtype)
    targets = torch.randint(0, 5000, (1500,), generator=generator)
    exact = hidden.float().clone().requires_grad_(True)
    wanted = F.cross_entropy(exact @ weight.float().t(), targets, reduction="none")
    wanted.sum().backward()
    losses, slopes = streamed_losses(hidden, weight, targets, True)
    assert (losses - wanted).abs().max() < (1e-4 if dtype == torch.float32 else 0.02)
    assert relative(slopes, exact.grad) < (1e-5 if dtype == torch.float32 else 0.01)
    assert torch.equal(token_losses(hidden, weight, targets), losses)


def test_several_packs_are_one_step():
    rows = random_rows()
    whole_loss, whole = packed("llama", rows, torch.float32, "lean")
    loss, gradients = packed("llama", rows, torch.float32, "lean", pack_tokens=100)
    assert loss == pytest.approx(whole_loss, rel=1e-6)
    assert relative(gradients, whole) < 1e-5


def test_what_rows_share_is_there_once():
    rows = rows_that_begin_alike()
    pack = make_pack(rows)
    assert pack.row_tokens == sum(len(row.ids) for row in rows)
    assert pack.tokens == 40 + 20 + 30 + 15 + 580 + 25 + 3
    assert len(pack.targets) == sum(row.loss_tokens for row in rows)


@pytest.mark.parametrize("make_rows", [random_rows, rows_that_begin_alike])
@pytest.mark.parametrize("attention", ["lean", "bmm"])
@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_bfloat16_is_as_close_as_autocast(kind, attention, make_rows):
    rows = make_rows()
    wanted_loss, wanted = plain(kind, rows)
    autocast_loss, autocast = plain(kind, rows, autocast=True)
    loss, gradients = packed(kind, rows, torch.bfloat16, attention)
    assert abs(loss - wanted_loss) < 2 * abs(autocast_loss - wanted_loss) + 0.005 * wanted_loss
    assert relative(gradients, wanted) < 2 * relative(autocast, wanted)


@BOTH
def test_row_losses_do_not_depend_on_the_pack(attention):
    from attune_engine.training.evaluate import row_losses

    rows = random_rows() + [dataclasses.replace(row, id=f"alike-{row.id}") for row in rows_that_begin_alike()]
    model, _ = adapted("llama", torch.float32, attention)
    together = row_losses(sft.losses, model, rows, 10_000, "cpu")
    alone = {row.id: row_losses(sft.losses, model, [row], 10_000, "cpu")[row.id] for row in rows}
    assert together == pytest.approx(alone, rel=1e-5)
