from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "motcua.figures"
    label = "figures"

    def ready(self) -> None:
        from motcua.core import texts

        from .boards.texts import TEXTS as BOARD_TEXTS
        from .exchange.texts import TEXTS as EXCHANGE_TEXTS
        from .facts import dossier_tables, procedure_parts, registries, schema
        from .indicator_texts import TEXTS as INDICATOR_TEXTS
        from .texts import TEXTS

        assert dossier_tables.DOSSIERS.name in schema.tables()  # noqa: S101 - importing them registered them
        assert registries.UNITS.name in schema.tables()  # noqa: S101
        assert procedure_parts.FEES.name in schema.tables()  # noqa: S101
        texts.register(TEXTS)
        texts.register(INDICATOR_TEXTS)
        texts.register(EXCHANGE_TEXTS)
        texts.register(BOARD_TEXTS)
        _collection()
        _assessments()
        _publications()
        _exchange()
        _genuine()
        _cuts()
        _statutory()
        _screens()
        _reform_report()
        _alerts()


def _collection() -> None:
    from motcua.core import texts
    from motcua.people import verbs

    from .boards import national_counted
    from .collection.counted import SOURCES, behind, values, values_of_units
    from .collection.permissions import VERBS
    from .collection.texts import TEXTS
    from .counting import sources
    from .definitions.model import Source

    texts.register(TEXTS)
    verbs.register(VERBS)
    for source in SOURCES:
        sources.register(source, values, behind, values_of_units)
    sources.register(Source.IMPORTED, national_counted.values, national_counted.behind)


def _assessments() -> None:
    from .assessments.registering import register

    register()


def _publications() -> None:
    from motcua.core import texts
    from motcua.notifications import news
    from motcua.people import verbs

    from .publications import letters
    from .publications.permissions import VERBS
    from .publications.texts import TEXTS

    texts.register(TEXTS)
    verbs.register(VERBS)
    news.register(letters.LETTER, letters.news)


def _statutory() -> None:
    from .statutory.registering import register

    register()


def _genuine() -> None:
    from motcua.core import erasure
    from motcua.people import verbs

    from .counting import sources
    from .definitions.model import Source
    from .genuine import rates
    from .genuine.permissions import VERBS
    from .genuine.scoring import erase_scores

    verbs.register(VERBS)
    erasure.register("figures.genuine_scores", erase_scores)
    sources.register(Source.ESTIMATED, rates.COUNT)


def _cuts() -> None:
    from motcua.core import texts
    from motcua.people import verbs

    from .counting import sources
    from .cuts.counted import behind, values, values_of_units
    from .cuts.permissions import VERBS as CUT_VERBS
    from .cuts.texts import TEXTS
    from .definitions.model import Source
    from .summaries.verbs import VERBS

    texts.register(TEXTS)
    sources.register(Source.CUTS, values, behind, values_of_units)
    verbs.register(CUT_VERBS)
    verbs.register(VERBS)


def _exchange() -> None:
    from .exchange.keeping import register

    register()


def _alerts() -> None:
    from .alerts.registering import register

    register()


def _reform_report() -> None:
    from motcua.core import texts
    from motcua.people import verbs

    from .reform_report.permissions import VERBS
    from .reform_report.texts import TEXTS

    texts.register(TEXTS)
    verbs.register(VERBS)


def _screens() -> None:
    from motcua.core import texts
    from motcua.people import verbs

    from .screens.permissions import VERBS
    from .screens.texts import TEXTS

    texts.register(TEXTS)
    verbs.register(VERBS)
