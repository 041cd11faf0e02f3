"""The OECD/JRC Handbook on Constructing Composite Indicators (2008, ISBN 978-92-64-04345-9): its Technology Achievement
Index of 23 countries, made again from its own raw figures (table A.2) and held against the tables it prints.

Table 15 (p. 87) normalises mean years of schooling in several ways; table 23 (p. 100) ranks the countries under equal
weights, table 38 (p. 116) under linear and geometric aggregation. The Handbook's linear ranks use the goalposts of the
Human Development Report 2001 that made the index: 0-994 patents, 0-272.6 royalties, 0-232.4 hosts, 0-80.8 % of exports,
log 1-901 telephones, log 22-6,969 kWh, 0.8-12.0 years, 0.1-27.4 %.
"""

from __future__ import annotations

import numpy as np
import pytest

from donghanh.work.indices import engine
from donghanh.work.indices.engine.tables import Table

PARTS = ("patents", "royalties", "internet", "exports", "telephones", "electricity", "schooling", "university")
TABLE_A2 = """
Finland        187 125.6 200.2 50.7 3.08 4.15 10.0 27.4
United_States  289 130.0 179.1 66.2 3.00 4.07 12.0 13.9
Sweden         271 156.6 125.8 59.7 3.10 4.14 11.4 15.3
Japan          994  64.6  49.0 80.8 3.00 3.86  9.5 10.0
Korea          779   9.8   4.8 66.7 2.97 3.65 10.8 23.2
Netherlands    189 151.2 136.0 50.9 3.02 3.77  9.4  9.5
United_Kingdom  82 134.0  57.4 61.9 3.02 3.73  9.4 14.9
Canada          31  38.6 108.0 48.7 2.94 4.18 11.6 14.2
Australia       75  18.2 125.9 16.2 2.94 3.94 10.9 25.3
Singapore        8  25.5  72.3 74.9 2.95 3.83  7.1 24.2
Germany        235  36.8  41.2 64.2 2.94 3.75 10.2 14.4
Norway         103  20.2 193.6 19.0 3.12 4.39 11.9 11.2
Ireland        106 110.3  48.6 53.6 2.97 3.68  9.4 12.3
Belgium         72  73.9  58.9 47.6 2.91 3.86  9.3 13.6
New_Zealand    103  13.0 146.7 15.4 2.86 3.91 11.7 13.1
Austria        165  14.8  84.2 50.3 2.99 3.79  8.4 13.6
France         205  33.6  36.4 58.9 2.97 3.80  7.9 12.6
Israel          74  43.6  43.2 45.0 2.96 3.74  9.6 11.0
Spain           42   8.6  21.0 53.4 2.86 3.62  7.3 15.6
Italy           13   9.8  30.4 51.0 3.00 3.65  7.2 13.0
Czech_Republic  28   4.2  25.0 51.7 2.75 3.68  9.5  8.2
Hungary         26   6.2  21.6 63.5 2.73 3.46  9.1  7.7
Slovenia       105   4.0  20.3 49.5 2.84 3.71  7.1 10.6
"""
# Table 15, in the order of table A.2: rank (a high value has a high number), z-score, min-max.
TABLE_15 = """
15 0.26 0.59|23 1.52 1.00|19 1.14 0.88|12 -0.06 0.49|17 0.76 0.76|9 -0.12 0.47|9 -0.12 0.47|20 1.27 0.92|18 0.83 0.78
1 -1.58 0.00|16 0.38 0.63|22 1.46 0.98|9 -0.12 0.47|8 -0.19 0.45|21 1.33 0.94|6 -0.76 0.27|5 -1.08 0.16|14 0.00 0.51
4 -1.46 0.04|3 -1.52 0.02|12 -0.06 0.49|7 -0.31 0.41|1 -1.58 0.00
"""
# Countries in the order of tables 23 and 38; the first column of both counts 1-23, the last of table 38 is GME.
ORDER = [
    "Finland", "United_States", "Sweden", "Japan", "Korea", "Netherlands", "United_Kingdom", "Singapore", "Canada",
    "Australia", "Germany", "Norway", "Ireland", "Belgium", "New_Zealand", "Austria", "France", "Israel", "Spain", "Italy",
    "Czech_Republic", "Hungary", "Slovenia",
]  # fmt: skip
GEOMETRIC = [2, 1, 3, 4, 16, 5, 6, 18, 13, 14, 8, 11, 7, 9, 17, 12, 10, 15, 19, 21, 23, 22, 20]
POSTS = engine.Goalposts(
    {
        "patents": (0, 994),
        "royalties": (0, 272.6),
        "internet": (0, 232.4),
        "exports": (0, 80.8),
        "telephones": (0, float(np.log10(901))),
        "electricity": (float(np.log10(22)), float(np.log10(6969))),
        "schooling": (0.8, 12.0),
        "university": (0.1, 27.4),
    }
)


def table() -> Table:
    rows = [line.split() for line in TABLE_A2.strip().splitlines()]
    return Table(tuple(r[0] for r in rows), PARTS, np.array([[float(v) for v in r[1:]] for r in rows]))


def tree() -> engine.Structure:
    """Four dimensions of two indicators each, as the Handbook's box 2 groups them; all weights equal."""
    dimensions = ("creation", "recent", "old", "skills")
    return engine.Structure(
        (
            *(engine.Element(p, p, 1, dimensions[i // 2]) for i, p in enumerate(PARTS)),
            *(engine.Element(d, d, 2, "TAI") for d in dimensions),
            engine.Element("TAI", "Technology Achievement Index", 3, None),
        )
    )


@pytest.mark.parametrize(
    ("at", "method"),
    [(0, engine.Ranking()), (1, engine.ZScore()), (2, engine.MinMax(0, 1))],
    ids=["rank", "z", "min-max"],
)
def test_table_15_is_reproduced_to_the_last_digit(at: int, method: engine.Method) -> None:
    printed = [float(cell.split()[at]) for cell in TABLE_15.strip().replace("\n", "|").split("|")]
    made = engine.normalise(table().pick(parts=["schooling"]), method).column("schooling")
    assert np.round(made, 2).tolist() == printed


def test_the_linear_ranks_of_tables_23_and_38_come_out_for_all_23_countries() -> None:
    made = engine.make(table(), tree(), engine.Recipe(normalise=POSTS))
    place = dict(zip(made.results.units, made.ranks.tolist(), strict=True))
    assert [place[c] for c in ORDER] == list(range(1, 24))
    index = dict(zip(made.results.units, made.scores.tolist(), strict=True))
    assert index["Finland"] == pytest.approx(0.744, abs=0.0015), "the published value, from figures of three digits"


def test_the_geometric_ranks_of_table_38_come_out_for_all_23_countries() -> None:
    """A geometric mean does not mind in which unit a ratio scale is measured: the raw figures will do (Handbook 6.14)."""
    made = engine.make(table(), tree(), engine.Recipe(normalise=engine.Keep(), how="geometric"))
    place = dict(zip(made.results.units, made.ranks.tolist(), strict=True))
    assert [place[c] for c in ORDER] == GEOMETRIC


def test_a_level_may_be_added_up_in_its_own_way() -> None:
    made = engine.make(table(), tree(), engine.Recipe(normalise=POSTS, how={2: "arithmetic", 3: "geometric"}))
    means = np.stack([made.results.column(d) for d in ("creation", "recent", "old", "skills")])
    assert made.scores == pytest.approx(np.exp(np.log(means).mean(axis=0)))
