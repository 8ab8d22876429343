"""Two hundred mixed queries as a catalogue gets them."""

from __future__ import annotations

from random import Random

from benchmarks.corpus import FACETS, FORMATS, ORGANIZATIONS, PHRASES, THEMES, Zipf
from portal.search.protocol import SearchQuery
from portal.text import fold

_RESULTS = 20


def mixed_queries(seed: int = 7) -> list[SearchQuery]:
    """Words with and without accents, phrases, words with filters, everything by date; shuffled."""
    random = Random(seed)
    phrases, organizations, themes = (Zipf(values, random) for values in (PHRASES, ORGANIZATIONS, THEMES))

    def pair() -> str:
        return f"{phrases.draw()} {phrases.draw()}"

    queries = [
        *(_query(random.choice(phrases.draw().split(" "))) for _ in range(40)),
        *(_query(fold(phrases.draw())) for _ in range(40)),
        *(_query(phrases.draw()) for _ in range(25)),
        *(_query(pair()) for _ in range(15)),
        *(_query(f'"{phrases.draw()}"') for _ in range(20)),
        *(
            _query(phrases.draw(), organization=organizations.draw(), format=random.choice(FORMATS))
            for _ in range(30)
        ),
        *(_query(fold(phrases.draw()), theme=themes.draw()) for _ in range(15)),
        *(SearchQuery(facets=FACETS, sort="data", limit=_RESULTS) for _ in range(15)),
    ]
    random.shuffle(queries)
    return queries


def _query(text: str, **filters: str) -> SearchQuery:
    wanted = {name: (value,) for name, value in filters.items()}
    return SearchQuery(text=text, filters=wanted, facets=FACETS, limit=_RESULTS)
