namespace Agentry;

/// <summary>Who owns a run. Judged by the clock of the machine, read where the write lock is held.</summary>
internal static class LeaseWrite
{
    public static AcquireResult Acquire(SqliteDatabase database, RunKey key, StoreLease lease, long now)
    {
        if (RunRow.Find(database, key) is not { } run)
            return new AcquireResult(AcquireOutcome.NoSuchRun);
        if (run.Status.IsTerminal())
            return new AcquireResult(AcquireOutcome.Over);
        if (run.IsHeld(now) && run.Owner != lease.Owner)
            return new AcquireResult(AcquireOutcome.Held);
        database.Use("UPDATE run SET owner = ?, lease_until = ?, epoch = epoch + 1 WHERE id = ?")
            .Bind(lease.Owner).Bind(StoredTime.After(now, lease.Duration)).Bind(run.Id).Run();
        return new AcquireResult(AcquireOutcome.Acquired, run.Epoch + 1);
    }

    public static IReadOnlyList<ClaimedRun> Claim(SqliteDatabase database, RunClaim claim, long now)
    {
        List<(long Id, ClaimedRun Run)> claimed = [];
        using (PreparedStatement candidates = database.Use(StoreQueries.Claimable).Bind(now).Bind(now).Bind(now))
        {
            while (claimed.Count < claim.Take && candidates.Step())
            {
                RunSummary summary = RunSummaryRow.Read(candidates);
                if (!claim.Agents.Contains(summary.Agent))
                    continue;
                int next = RunSummaryRow.Columns;
                claimed.Add((candidates.Number(next), new ClaimedRun
                {
                    Summary = summary,
                    Epoch = candidates.Number(next + 1) + 1,
                    Claims = (int)candidates.Number(next + 2) + 1,
                }));
            }
        }

        foreach ((long id, _) in claimed)
        {
            database.Use("UPDATE run SET owner = ?, lease_until = ?, epoch = epoch + 1, claims = claims + 1 WHERE id = ?")
                .Bind(claim.Lease.Owner).Bind(StoredTime.After(now, claim.Lease.Duration)).Bind(id).Run();
        }

        return [.. claimed.Select(c => c.Run)];
    }

    public static IReadOnlyList<RunKey> Renew(SqliteDatabase database, IReadOnlyList<RunLease> leases, TimeSpan duration, long now)
    {
        List<RunKey> lost = [];
        foreach (RunLease lease in leases)
        {
            int renewed = database.Use("UPDATE run SET lease_until = ? WHERE tenant = ? AND run_id = ? AND epoch = ? AND owner = ?")
                .Bind(StoredTime.After(now, duration)).Bind(lease.Run.Tenant).Bind(lease.Run.RunId.Value).Bind(lease.Epoch).Bind(lease.Owner).Run();
            if (renewed == 0)
                lost.Add(lease.Run);
        }

        return lost;
    }

    public static bool Release(SqliteDatabase database, RunLease lease, TimeSpan retryAfter, long now) =>
        database.Use("UPDATE run SET owner = NULL, not_before = ? WHERE tenant = ? AND run_id = ? AND epoch = ? AND owner = ?")
            .Bind(StoredTime.After(now, retryAfter)).Bind(lease.Run.Tenant).Bind(lease.Run.RunId.Value).Bind(lease.Epoch).Bind(lease.Owner).Run() > 0;
}
