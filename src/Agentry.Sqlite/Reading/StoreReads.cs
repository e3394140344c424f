namespace Agentry;

/// <summary>What readers ask for, each on one connection and done when it returns.</summary>
internal static class StoreReads
{
    /// <summary>Most events, and about the most bytes, that are held at once while a log is read.</summary>
    private const int PageEvents = 512;
    private const long PageBytes = 1024 * 1024;

    public static RunSummary? Summary(SqliteDatabase database, RunKey run)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Summary).Bind(run.Tenant).Bind(run.RunId.Value);
        return statement.Step() ? RunSummaryRow.Read(statement) : null;
    }

    public static RunStatus? Status(SqliteDatabase database, RunKey run)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Status).Bind(run.Tenant).Bind(run.RunId.Value);
        return statement.Step() ? (RunStatus)statement.Number(0) : null;
    }

    /// <summary>The next events; fewer than there are when they are many or large.</summary>
    public static List<StoredEvent> Events(SqliteDatabase database, RunKey run, long fromSequence)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Events)
            .Bind(run.Tenant).Bind(run.RunId.Value).Bind(fromSequence).Bind(PageEvents);
        List<StoredEvent> events = [];
        long bytes = 0;
        while (bytes < PageBytes && statement.Step())
        {
            var found = new StoredEvent(statement.Number(0), statement.Bytes(1).ToArray(), statement.Bytes(2).ToArray());
            bytes += found.Payload.Length;
            events.Add(found);
        }

        return events;
    }

    public static IReadOnlyList<RunSignal> Signals(SqliteDatabase database, RunKey run)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Signals).Bind(run.Tenant).Bind(run.RunId.Value);
        List<RunSignal> signals = [];
        while (statement.Step())
            signals.Add(new RunSignal(statement.Text(0), statement.Text(1), statement.Text(2), statement.TextOrNull(3)));
        return signals;
    }

    public static IReadOnlyList<RunKey> Signalled(SqliteDatabase database, string owner)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Signalled).Bind(owner);
        List<RunKey> runs = [];
        while (statement.Step())
            runs.Add(new RunKey(statement.Text(0), new RunId(statement.Text(1))));
        return runs;
    }

    /// <summary>Whether there is something to claim; the claim itself asks again under the write lock.</summary>
    public static bool AnyClaimable(SqliteDatabase database, RunClaim claim, long now)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Claimable).Bind(now).Bind(now).Bind(now);
        while (statement.Step())
        {
            if (claim.Agents.Contains(statement.Text(2)))
                return true;
        }

        return false;
    }

    public static IReadOnlyList<string> Tenants(SqliteDatabase database)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Tenants);
        List<string> tenants = [];
        while (statement.Step())
            tenants.Add(statement.Text(0));

        // SQLite orders by UTF-8 bytes, which differs from ordinal order outside the basic plane.
        tenants.Sort(StringComparer.Ordinal);
        return tenants;
    }

    public static StoredBlob? Blob(SqliteDatabase database, string tenant, string address)
    {
        using PreparedStatement statement = database.Use(StoreQueries.Blob).BindAddress(address).Bind(tenant);
        if (!statement.Step())
            return null;
        return statement.IsNull(0) ? StoredBlob.Erased(address) : new StoredBlob(address, statement.Bytes(0).ToArray());
    }
}
