"""The database keeps the registry's promises itself: what is published never changes, nothing comes in without a
decision in force, and every change gives the registry a new revision."""

from django.db import migrations

from motcua.core.db import append_only_operations

CONTENT = ["case", "channel", "component", "versionresult", "legalbasis"]
"""Content that names its version; let in only by the transaction that made the version."""

CLOSED_ONLY = [
    "procedureversion",
    "localterms",
    "servicelevel",
    "proceduretag",
    "competence",
    "processbinding",
]
"""Dated rows under a decision: the only change is to close them, once."""

FUNCTIONS = """
CREATE FUNCTION public.procedures_only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL OR NEW.valid_to IS NULL
       OR to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' THEN
        RAISE EXCEPTION '% is published: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.procedures_under_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added JOIN public.procedures_decision d ON d.id = added.decision_id
               WHERE d.state <> 'in_force') THEN
        RAISE EXCEPTION '%: its decision is not in force', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.procedures_with_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added JOIN public.procedures_procedureversion v ON v.id = added.version_id
               WHERE v.xid <> pg_current_xact_id()) THEN
        RAISE EXCEPTION '%: its version is published', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.procedures_fee_with_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added JOIN public.procedures_channel c ON c.id = added.channel_id
               JOIN public.procedures_procedureversion v ON v.id = c.version_id
               WHERE v.xid <> pg_current_xact_id()) THEN
        RAISE EXCEPTION '%: its version is published', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.procedures_fee_with_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added JOIN public.procedures_localterms t ON t.id = added.terms_id
               WHERE t.xid <> pg_current_xact_id()) THEN
        RAISE EXCEPTION '%: its terms are published', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.procedures_decision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a decision beyond its draft cannot be deleted' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state IN ('signed', 'in_force', 'withdrawn') AND (
        to_jsonb(OLD) - ARRAY['state', 'in_force_at', 'nationally_posted_on']
            <> to_jsonb(NEW) - ARRAY['state', 'in_force_at', 'nationally_posted_on']
        OR (OLD.state <> NEW.state AND NOT (OLD.state = 'signed' AND NEW.state = 'in_force'))) THEN
        RAISE EXCEPTION 'a signed decision does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.procedures_item_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text;
BEGIN
    SELECT state INTO decided FROM public.procedures_decision
    WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.decision_id ELSE OLD.decision_id END;
    IF decided IS NOT NULL AND decided <> 'draft' THEN
        RAISE EXCEPTION 'items change only while their decision is a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION public.procedures_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.procedures_registryrevision SET token = gen_random_uuid() WHERE id = 1;
    RETURN NULL;
END $$;
"""

DROP_FUNCTIONS = "".join(
    f"DROP FUNCTION public.procedures_{name}();\n"
    for name in (
        "only_close",
        "under_decision",
        "with_version",
        "fee_with_version",
        "fee_with_terms",
        "decision_guard",
        "item_guard",
        "revise",
    )
)


def each_row(table: str, function: str, acts: str) -> tuple[str, str]:
    name = f"{function}_{table}"
    return (
        f"CREATE TRIGGER {name} BEFORE {acts} ON procedures_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION public.procedures_{function}();",
        f"DROP TRIGGER {name} ON procedures_{table};",
    )


def each_insert(table: str, function: str) -> tuple[str, str]:
    name = f"{function}_{table}"
    return (
        f"CREATE TRIGGER {name} AFTER INSERT ON procedures_{table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_{function}();",
        f"DROP TRIGGER {name} ON procedures_{table};",
    )


def revises(table: str) -> tuple[str, str]:
    name = f"revise_{table}"
    return (
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE ON procedures_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.procedures_revise();",
        f"DROP TRIGGER {name} ON procedures_{table};",
    )


TRIGGERS = [
    *(each_row(table, "only_close", "UPDATE OR DELETE") for table in CLOSED_ONLY),
    *(each_insert(table, "under_decision") for table in [*CLOSED_ONLY, "processversion"]),
    *(each_insert(table, "with_version") for table in CONTENT),
    each_insert("feerow", "fee_with_version"),
    each_insert("localfee", "fee_with_terms"),
    each_row("decision", "decision_guard", "UPDATE OR DELETE"),
    each_row("decisionitem", "item_guard", "INSERT OR UPDATE OR DELETE"),
    *(revises(table) for table in CLOSED_ONLY),
]


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial"), ("core", "0002_kernel")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO procedures_registryrevision (id, token) VALUES (1, gen_random_uuid());",
            "DELETE FROM procedures_registryrevision;",
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(migrations.RunSQL(forward, backward) for forward, backward in TRIGGERS),
        *(
            operation
            for table in [*CONTENT, "feerow", "localfee", "processversion"]
            for operation in append_only_operations(f"procedures_{table}")
        ),
    ]
