"""Causal attention over tiles, forward and backward. Shapes inside a tile: queries (kv * count, heads a group * length, size)."""

from dataclasses import dataclass

import torch

from attune_engine.model.lean.tiles import Heads, Tile, Tiles


@dataclass(frozen=True)
class Kept:
    """What the backward pass needs: rows as fetched, and the probabilities of the tiles that keep them."""

    queries: torch.Tensor
    keys: torch.Tensor
    values: torch.Tensor
    weights: list[torch.Tensor | None]


def attend(lines: torch.Tensor, tiles: Tiles, heads: Heads, scale: float) -> tuple[torch.Tensor, Kept]:
    """lines: (tokens, heads.rows, size), queries and keys turned. Gives (tokens, query heads * size)."""
    rows = lines.view(-1, heads.size)
    queries, keys, values = (rows.index_select(0, index) for index in (tiles.queries, tiles.keys, tiles.values))
    outputs, weights = torch.empty_like(queries), []
    for tile in tiles.tiles:
        query, key, value = views(tile, heads, queries, keys, values)
        each = probabilities(tile, query, key, scale)
        torch.bmm(each, value, out=outputs[tile.queries].view_as(query))
        weights.append(each if tile.kept else None)
    return outputs.index_select(0, tiles.outputs).view(len(lines), -1), Kept(queries, keys, values, weights)


def attend_backward(slopes: torch.Tensor, kept: Kept, tiles: Tiles, heads: Heads, scale: float) -> torch.Tensor:
    """slopes: (tokens + 1, query heads * size), the last row zero. Gives the lines' gradient."""
    outer = slopes.view(-1, heads.size).index_select(0, tiles.slopes)
    every = outer.new_empty(tiles.query_rows + 2 * tiles.key_rows, heads.size)
    d_queries, d_keys, d_values = every.split([tiles.query_rows, tiles.key_rows, tiles.key_rows])
    for tile, weights in zip(tiles.tiles, kept.weights, strict=True):
        query, key, value = views(tile, heads, kept.queries, kept.keys, kept.values)
        out, d_out = outer[tile.queries].view_as(query), d_queries[tile.queries].view_as(query)
        d_key, d_value = d_keys[tile.keys].view_as(key), d_values[tile.keys].view_as(value)
        weights = probabilities(tile, query, key, scale) if weights is None else weights
        torch.bmm(weights.transpose(1, 2), out, out=d_value)
        change = torch.bmm(out, value.transpose(1, 2))
        torch.ops.aten._softmax_backward_data.out(change, weights, -1, change.dtype, grad_input=change)
        torch.baddbmm(d_out, change, key, beta=0, alpha=scale, out=d_out)
        torch.baddbmm(d_key, change.transpose(1, 2), query, beta=0, alpha=scale, out=d_key)
    lines = every.index_select(0, tiles.back).view(len(slopes) - 1, heads.rows, heads.size)
    for tile in tiles.tiles:
        add_before(lines, tile, heads, d_keys, d_values)
    return lines


def views(tile: Tile, heads: Heads, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) -> tuple[torch.Tensor, ...]:
    batch = heads.kv * tile.count
    return (
        queries[tile.queries].view(batch, heads.each * tile.length, heads.size),
        keys[tile.keys].view(batch, tile.seen, heads.size),
        values[tile.keys].view(batch, tile.seen, heads.size),
    )


def probabilities(tile: Tile, query: torch.Tensor, key: torch.Tensor, scale: float) -> torch.Tensor:
    """Softmax over the keys up to each query; torch's kernel works in float32 inside."""
    return torch.baddbmm(tile.mask, query, key.transpose(1, 2), alpha=scale).softmax(-1)


def add_before(lines: torch.Tensor, tile: Tile, heads: Heads, d_keys: torch.Tensor, d_values: torch.Tensor) -> None:
    """What all spans of a tile say to the keys and values before them."""
    for offset, gradients in ((heads.query, d_keys), (heads.query + heads.kv, d_values)):
        place = 0
        for start, end in tile.before:
            parts = gradients[tile.keys].view(heads.kv, tile.count, tile.seen, heads.size)[:, :, place : place + end - start]
            lines[start:end, offset : offset + heads.kv] += parts.sum(1).transpose(0, 1)
            place += end - start
