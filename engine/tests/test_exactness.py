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
from attune_engine.model.norm import use_lean_norms
from attune_engine.objectives import sft
from attune_engine.training.masters import Masters

LORA = LoraConfig(rank=4, alpha=8)


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


def adapted(kind: str, dtype: torch.dtype, attention: str | None, tied: bool = True):
    """The same random model and the same random, non-zero adapter every time."""
    model = tiny.make_model(kind, tied=tied).to(dtype)
    model.requires_grad_(False)
    if attention is None:
        torch.manual_seed(1)
        settings = peft.LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")
        wrapped = peft.get_peft_model(model, settings)
        parameters = {method.file_name(name): value for name, value in wrapped.named_parameters() if value.requires_grad}
    else:
        model.config._attn_implementation = f"attune_{attention}"
        use_lean_norms(model)
        trainable = method.attach(model, LORA, 1)
        wrapped, parameters = trainable.model, trainable.parameters
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)
    return wrapped, parameters


def plain(kind: str, rows: list[Encoded], autocast: bool = False, tied: bool = True) -> tuple[float, torch.Tensor]:
    """Loss and all gradients of one padded batch with mask and full logits, as everybody does it."""
    model, parameters = adapted(kind, torch.float32, None, tied)
    longest = max(len(row.ids) for row in rows)
    ids = torch.tensor([row.ids + [0] * (longest - len(row.ids)) for row in rows])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in rows])
    labels = torch.tensor([[t if on else -100 for t, on in zip(row.ids, row.learned)] + [-100] * (longest - len(row.ids)) for row in rows])
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        logits = model(input_ids=ids, attention_mask=mask).logits.float()
    loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)
    loss.backward()
    return loss.item(), torch.cat([parameter.grad.flatten() for parameter in parameters.values()])


def packed(kind: str, rows: list[Encoded], dtype: torch.dtype, attention: str, pack_tokens: int = 10_000, tied: bool = True):
    """The same by our path, in one pack or several."""
    model, parameters = adapted(kind, dtype, attention, tied)
    masters = Masters(method.Trainable(model, parameters))
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
@pytest.mark.parametrize("attention", ["sdpa", "bmm"])
@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_float32_equals_padded_training(kind, attention, tied, make_rows):
    rows = make_rows()
    wanted_loss, wanted = plain(kind, rows, tied=tied)
    loss, gradients = packed(kind, rows, torch.float32, attention, tied=tied)
    assert loss == pytest.approx(wanted_loss, rel=1e-5)
    assert relative(gradients, wanted) < 1e-5


def test_several_packs_are_one_step():
    rows = random_rows()
    whole_loss, whole = packed("llama", rows, torch.float32, "sdpa")
    loss, gradients = packed("llama", rows, torch.float32, "sdpa", pack_tokens=100)
    assert loss == pytest.approx(whole_loss, rel=1e-6)
    assert relative(gradients, whole) < 1e-5


def test_what_rows_share_is_there_once():
    rows = rows_that_begin_alike()
    pack = make_pack(rows)
    assert pack.row_tokens == sum(len(row.ids) for row in rows)
    assert pack.tokens == 40 + 20 + 30 + 15 + 580 + 25 + 3
    assert len(pack.targets) == sum(row.loss_tokens for row in rows)


@pytest.mark.parametrize("make_rows", [random_rows, rows_that_begin_alike])
@pytest.mark.parametrize("kind", ["llama", "qwen2"])
def test_bfloat16_is_as_close_as_autocast(kind, make_rows):
    rows = make_rows()
    wanted_loss, wanted = plain(kind, rows)
    autocast_loss, autocast = plain(kind, rows, autocast=True)
    loss, gradients = packed(kind, rows, torch.bfloat16, "bmm")
    assert abs(loss - wanted_loss) < 2 * abs(autocast_loss - wanted_loss) + 0.005 * wanted_loss
    assert relative(gradients, wanted) < 2 * relative(autocast, wanted)


def test_row_losses_do_not_depend_on_the_pack():
    from attune_engine.training.evaluate import row_losses

    rows = random_rows() + [dataclasses.replace(row, id=f"alike-{row.id}") for row in rows_that_begin_alike()]
    model, _ = adapted("llama", torch.float32, "sdpa")
    together = row_losses(sft, model, rows, 10_000, "cpu")
    alone = {row.id: row_losses(sft, model, [row], 10_000, "cpu")[row.id] for row in rows}
    assert together == pytest.approx(alone, rel=1e-5)
