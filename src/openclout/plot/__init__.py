"""Figures for notebooks and papers, from what `score` and `explain` give.

    import openclout, openclout.plot
    scores = openclout.score(interactions)
    openclout.plot.people(scores)

Comes in: results of the library, in any kind of table. Goes out: Altair charts, to be shown, changed, put together or
saved. Needs the extra `plot`.
"""

try:
    from openclout.plot.charts import distribution, history, methods, people, waterfall
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"Figures need {error.name} too. Run `pip install 'openclout[plot]'`.") from error

__all__ = ["distribution", "history", "methods", "people", "waterfall"]
