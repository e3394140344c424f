namespace Agentry;

/// <summary>Erasure and pruning. What is deleted is overwritten in the file.</summary>
internal static class ForgetWrite
{
    public static bool EraseBlob(SqliteDatabase database, string tenant, string address) =>
        database.Use("UPDATE blob SET content = NULL WHERE address = ? AND tenant = ? AND content IS NOT NULL").BindAddress(address).Bind(tenant).Run() > 0;

    public static int Prune(SqliteDatabase database, RunPrune prune)
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

            // Events, content, signals and ledger entries go with it.
            database.Use("DELETE FROM run WHERE id = ?").Bind(id).Run();
        }

        return old.Count;
    }
}
