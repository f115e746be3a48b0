"""Who is alone on a data folder, and what follows from it."""

from __future__ import annotations

from pathlib import Path

from bot.alone import alone


def test_the_second_is_not_alone(tmp_path: Path) -> None:
    """Until the first has gone; other names and other folders are others."""
    data = tmp_path / "data"
    with alone(data, "serve") as first:
        assert first
        with (
            alone(data, "serve") as second,
            alone(data, "other") as other,
            alone(tmp_path, "serve") as elsewhere,
        ):
            assert (second, other, elsewhere) == (False, True, True)
        with alone(data, "serve") as third:
            assert not third
    with alone(data, "serve") as fourth:
        assert fourth
    assert data.stat().st_mode & 0o077 == 0, "answers will be in it"
