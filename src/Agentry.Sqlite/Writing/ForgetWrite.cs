namespace Agentry;

/// <summary>Erasure and pruning. What is deleted is overwritten in the file.</summary>
internal static class ForgetWrite
{
    public static bool EraseBlob(SqliteDatabase database, string tenant, string address) =>
        database.Use("UPDATE blob SET content = NULL WHERE address = ? AND tenant = ? AND content IS NOT NULL").BindAddress(address).Bind(tenant).Run() > 0;

    public static int Prune(SqliteDatabase database, RunPrune prune, long now)
    {
        List<(long Id, RunSummary Summary)> old = [];
        using (PreparedStatement statement = database.Use(StoreQueries.Prunable)
            .Bind(StoredTime.From(prune.EndedBefore)).Bind(prune.Tenant).Bind(Math.Max(prune.Take, 0)))
        {
            while (statement.Step())
                old.Add((statement.Number(RunSummaryRow.Columns), RunSummaryRow.Read(statement)));
        }

        foreach ((long id, RunSummary summary) in old)
        {
            CreationIndexes.Forget(database, summary);

            // Events, content, signals, ledger entries and claims go with it.
            database.Use("DELETE FROM run WHERE id = ?").Bind(id).Run();
            string own = AccountKey.OfRun(summary.Run.RunId);
            database.Use("DELETE FROM account WHERE tenant = ? AND name >= ? AND name < ?").Bind(summary.Run.Tenant).Bind(own).Bind(own[..^1] + ";").Run();
        }

        if (old.Count < prune.Take)
            ForgetUnusedAccounts(database, prune, now);
        return old.Count;
    }

    /// <summary>Accounts that would begin anew with their next claim and had none for long. Passes over all of them, once per pruning.</summary>
    private static void ForgetUnusedAccounts(SqliteDatabase database, RunPrune prune, long now)
    {
        List<(string Tenant, string Name, long Kind, long Since)> found = [];
        using (PreparedStatement statement = database
            .Use("SELECT tenant, name, kind, since FROM account WHERE kind <> 0 AND reserved = 0 AND changed_at < ?1 AND (?2 IS NULL OR tenant = ?2)")
            .Bind(StoredTime.From(prune.EndedBefore)).Bind(prune.Tenant))
        {
            while (statement.Step())
                found.Add((statement.Text(0), statement.Text(1), statement.Number(2), statement.Number(3)));
        }

        foreach ((string tenant, string name, long kind, long since) in found)
        {
            if (kind < 0 && AccountRow.StartOf(kind, now) <= since)
                continue;
            database.Use("DELETE FROM account_taken WHERE tenant = ? AND name = ? AND kind = ? AND at <= ?")
                .Bind(tenant).Bind(name).Bind(kind).Bind(now - Math.Max(kind, 0)).Run();
            database.Use("""
                DELETE FROM account WHERE tenant = ?1 AND name = ?2 AND kind = ?3
                    AND NOT EXISTS (SELECT 1 FROM account_taken WHERE tenant = ?1 AND name = ?2 AND kind = ?3)
                """).Bind(tenant).Bind(name).Bind(kind).Run();
        }
    }
}
