namespace Agentry.Tests;

/// <summary>What must hold of a run however its process ended.</summary>
internal static class StoreChecks
{
    public static async Task<StoreCommit> WriteAsync(this RunStore store, AppendedRun run, RunStatus status = RunStatus.Running)
    {
        StoreCommit commit = run.Next(status);
        (await store.CommitAsync(commit)).Outcome.Should().Be(CommitOutcome.Committed);
        return commit;
    }

    /// <summary>The run is whole up to a commit: events without a gap, the summary at the last of them, and the content of each commit.</summary>
    /// <returns>The sequence of its last event; 0 when there is no run.</returns>
    public static async Task<long> ExpectWholeAsync(this RunStore store, AppendedRun run)
    {
        List<StoredEvent> events = await store.ReadAsync(run.Key).ToListAsync();
        RunSummary? summary = await store.GetAsync(run.Key);
        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(i => (long)i));
        (summary?.Sequence ?? 0).Should().Be(events.Count);
        (events.Count % run.EventsPerCommit).Should().Be(0, "a commit is written as a whole");
        foreach (StoredEvent stored in events)
            System.Security.Cryptography.SHA256.HashData(stored.Payload.Span).Should().Equal(stored.Hash.ToArray());
        for (long sequence = run.EventsPerCommit; sequence <= events.Count; sequence += run.EventsPerCommit)
            (await store.ReadBlobAsync(run.Key.Tenant, AppendedRun.Address(run.Key.RunId.Value, sequence))).Should().NotBeNull();
        (await store.ReadBlobAsync(run.Key.Tenant, AppendedRun.Address(run.Key.RunId.Value, events.Count + run.EventsPerCommit))).Should().BeNull();
        return events.Count;
    }
}
