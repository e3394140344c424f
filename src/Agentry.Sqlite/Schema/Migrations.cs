namespace Agentry;

/// <summary>The schema, in the order in which it came to be. The version of a file is the number of migrations it has seen.</summary>
internal static class Migrations
{
    /// <summary>Marks a file as the store's own: "Agnt" in the header that tools such as <c>file</c> read.</summary>
    public const int ApplicationId = 0x41676e74;

    public static IReadOnlyList<Migration> All { get; } = [new("the first schema", First), new("accounts and claims", Accounts), new("the inbox", Inbox)];

    // Groups stand each on a line of its own, with line feeds around them. What waits is in an index by itself, which stays small.
    private const string Inbox = """
        CREATE TABLE approval (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            kind INTEGER NOT NULL,
            tenant TEXT NOT NULL,
            agent TEXT NOT NULL,
            root_run TEXT,
            call_id TEXT NOT NULL,
            tool TEXT NOT NULL,
            risk INTEGER NOT NULL,
            requester TEXT NOT NULL,
            groups TEXT NOT NULL,
            status INTEGER NOT NULL,
            requested_at INTEGER NOT NULL,
            deadline INTEGER,
            changed_at INTEGER NOT NULL,
            PRIMARY KEY (run, id)
        ) WITHOUT ROWID;
        CREATE INDEX approval_by_id ON approval (tenant, id);
        CREATE INDEX approval_pending ON approval (tenant, requested_at) WHERE status = 0;
        """;

    // Times are units of 100 ns since 1970. "run" in other tables is run.id, in the order of creation. Statuses: 0 at work, 1 and 2 suspended, above that over.
    // Columns that change with every step stand in no index, or only in partial ones that a run at work is not in: a step writes few pages.
    private const string First = """
        CREATE TABLE migration (
            version INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at TEXT NOT NULL
        );

        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            tenant TEXT NOT NULL,
            run_id TEXT NOT NULL,
            agent TEXT NOT NULL,
            subject TEXT NOT NULL,
            conversation TEXT,
            parent TEXT,
            idempotency_key TEXT,
            request_hash,
            started_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            status INTEGER NOT NULL,
            reason_code TEXT,
            reason_message TEXT,
            wake_at INTEGER,
            sequence INTEGER NOT NULL,
            turns INTEGER NOT NULL,
            tool_calls INTEGER NOT NULL,
            tokens INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            owner TEXT,
            lease_until INTEGER NOT NULL,
            not_before INTEGER NOT NULL DEFAULT 0,
            claims INTEGER NOT NULL DEFAULT 0,
            mailbox INTEGER NOT NULL DEFAULT 0
        );
        CREATE UNIQUE INDEX run_by_id ON run (tenant, run_id);
        CREATE INDEX run_by_start ON run (tenant, started_at);
        CREATE INDEX run_by_subject ON run (tenant, subject, started_at);
        CREATE INDEX run_by_conversation ON run (tenant, conversation, started_at) WHERE conversation IS NOT NULL;
        CREATE INDEX run_by_parent ON run (tenant, parent, started_at) WHERE parent IS NOT NULL;
        CREATE INDEX run_open ON run (tenant, status, started_at) WHERE status < 3;
        CREATE INDEX run_at_work ON run (agent) WHERE status = 0;
        CREATE INDEX run_to_wake ON run (wake_at) WHERE wake_at IS NOT NULL;
        CREATE INDEX run_with_mail ON run (owner) WHERE mailbox > 0;
        CREATE INDEX run_over ON run (updated_at) WHERE status > 2;

        CREATE TABLE event (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            payload BLOB NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (run, sequence)
        ) WITHOUT ROWID;

        -- Erased content is null; content of many runs belongs to none.
        CREATE TABLE blob (
            id INTEGER PRIMARY KEY,
            tenant TEXT NOT NULL,
            address NOT NULL,
            run INTEGER REFERENCES run (id) ON DELETE CASCADE,
            content BLOB
        );
        CREATE UNIQUE INDEX blob_by_address ON blob (address, tenant);
        CREATE INDEX blob_by_run ON blob (run);

        -- A consumed signal keeps its id alone, so that it is known when it comes again.
        CREATE TABLE signal (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            position INTEGER,
            kind TEXT,
            actor TEXT,
            body TEXT,
            PRIMARY KEY (run, id)
        ) WITHOUT ROWID;

        CREATE TABLE ledger (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            key NOT NULL,
            position INTEGER NOT NULL,
            call_id TEXT NOT NULL,
            tool TEXT NOT NULL,
            effect INTEGER NOT NULL,
            outcome INTEGER,
            changed_at INTEGER NOT NULL,
            PRIMARY KEY (run, key)
        ) WITHOUT ROWID;
        CREATE INDEX ledger_by_key ON ledger (key);
        CREATE INDEX ledger_by_outcome ON ledger (outcome, changed_at);

        -- Outlives its run, so that whoever uses the key again is told.
        CREATE TABLE idempotency_key (
            tenant TEXT NOT NULL,
            agent TEXT NOT NULL,
            key TEXT NOT NULL,
            run_id TEXT NOT NULL,
            request_hash,
            expires_at INTEGER,
            PRIMARY KEY (tenant, agent, key)
        ) WITHOUT ROWID;

        CREATE TABLE conversation (
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            last_run TEXT NOT NULL,
            busy_run TEXT,
            PRIMARY KEY (tenant, id)
        ) WITHOUT ROWID;
        """;

    // Kind: 0 a total, -1 of the hour, -2 of the day, -3 of the month, above that the length of a sliding window. Totals are kept, never summed up; accounts
    // stand in no index, and those of a run beside each other: a step writes few pages.
    private const string Accounts = """
        -- Claims that are not settled and the ids of the last that were, packed.
        ALTER TABLE run ADD COLUMN held BLOB;

        CREATE TABLE account (
            tenant TEXT NOT NULL,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            spent INTEGER NOT NULL,
            reserved INTEGER NOT NULL,
            since INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, name, kind)
        ) WITHOUT ROWID;

        -- What windows count; it outlives its run, and goes when it leaves the window.
        CREATE TABLE account_taken (
            tenant TEXT NOT NULL,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            at INTEGER NOT NULL,
            run INTEGER NOT NULL,
            claim NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (tenant, name, kind, at, run, claim)
        ) WITHOUT ROWID;
        """;
}
