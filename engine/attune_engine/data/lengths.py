"""How long rows are."""

from attune_engine.data.encode import EncodedData


def describe_lengths(data: EncodedData) -> dict[str, float]:
    """Percentiles (nearest rank) and sums, in tokens, before truncation; `total` and `loss` are what training sees."""
    lengths = sorted(row.length for row in data.rows)
    if not lengths:
        return dict.fromkeys(("p50", "p90", "p99", "max", "mean", "total", "loss"), 0)
    ranks = {f"p{share}": lengths[min(len(lengths) - 1, len(lengths) * share // 100)] for share in (50, 90, 99)}
    return {**ranks, "max": lengths[-1], "mean": round(sum(lengths) / len(lengths), 1), "total": data.tokens, "loss": data.loss_tokens}
