using System.Globalization;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>The in-memory store is the meaning of the port: whatever is done to both, they answer the same.</summary>
public sealed class LikeInMemoryTests
{
    private static readonly string[] Tenants = ["", "other"];
    private static readonly string[] Owners = ["me", "you"];
    private static readonly string[] Agents = ["alpha", "beta"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Store_RandomOperations_AnswersLikeTheInMemoryOne(int seed)
    {
        await using var file = new StoreFile();
        var clock = new FakeClock();
        SqliteRunStore sqlite = file.Open(time: clock);
        var memory = new InMemoryRunStore(clock);
        var random = new Random(seed);
        for (int step = 0; step < 400; step++)
        {
            Func<RunStore, Task<object?>> operation = Next(random, clock, step);
            object? expected = await operation(memory);
            object? actual = await operation(sqlite);
            actual.Should().BeEquivalentTo(expected, o => o.WithStrictOrdering().RespectingRuntimeTypes(), $"step {step} of seed {seed}");
            if (random.Next(4) == 0)
                clock.Advance(TimeSpan.FromSeconds(random.Next(1, 40)));
        }
    }

    private static Func<RunStore, Task<object?>> Next(Random random, FakeClock clock, int step)
    {
        string tenant = Pick(random, Tenants);
        var key = new RunKey(tenant, new RunId($"r{random.Next(8)}"));
        var lease = new StoreLease(Pick(random, Owners), TimeSpan.FromSeconds(random.Next(1, 60)));
        long epoch = random.Next(1, 4);
        switch (random.Next(16))
        {
            case 0 or 1 or 2:
                StoreCommit creation = Commit(random, clock, key, lease, step) with { ExpectedSequence = 0, Epoch = 1 };
                return async store =>
                {
                    ConversationHead head = creation.Summary.ConversationId is { } id ? await store.GetConversationAsync(tenant, id) : default;
                    return await store.CommitAsync(Numbered(creation with { PreviousRun = step % 5 == 0 ? null : head.Last }, 0));
                };
            case 3 or 4 or 5 or 6 or 7:
                StoreCommit commit = Commit(random, clock, key, lease, step);
                int off = random.Next(10) == 0 ? 1 : 0;
                return async store =>
                {
                    if (await store.GetAsync(key) is not { } summary)
                        return await store.CommitAsync(Numbered(commit with { ExpectedSequence = 7 }, 7));
                    RunSummary after = commit.Summary with
                    {
                        Agent = summary.Agent,
                        ConversationId = summary.ConversationId,
                        IdempotencyKey = summary.IdempotencyKey,
                        RequestHash = summary.RequestHash,
                        ParentRun = summary.ParentRun,
                        Subject = summary.Subject,
                        StartedAt = summary.StartedAt,
                        Status = summary.Status.IsTerminal() ? summary.Status : commit.Summary.Status,
                    };
                    return await store.CommitAsync(Numbered(commit with { Summary = after, Epoch = epoch }, summary.Sequence + off));
                };
            case 8:
                return async store => await store.AcquireAsync(key, lease);
            case 9:
                var claim = new RunClaim { Lease = lease, Agents = random.Next(3) == 0 ? Agents : [Pick(random, Agents)], Take = random.Next(0, 4) };
                return async store => await store.ClaimAsync(claim);
            case 10:
                RunLease[] leases = [new(key, lease.Owner, epoch), new(key with { RunId = new RunId("r0") }, lease.Owner, 1)];
                return async store => await store.RenewAsync(leases, lease.Duration);
            case 11:
                return async store =>
                {
                    await store.ReleaseAsync(new RunLease(key, lease.Owner, epoch), TimeSpan.FromSeconds(step % 20));
                    return null;
                };
            case 12:
                var signal = new RunSignal($"s{random.Next(6)}", "note", "somebody", random.Next(2) == 0 ? null : "body");
                return async store => await store.SignalAsync(key, signal);
            case 13:
                var prune = new RunPrune { EndedBefore = clock.GetUtcNow().AddSeconds(-random.Next(60)), Tenant = random.Next(2) == 0 ? null : tenant, Take = random.Next(3) };
                return async store => await store.PruneAsync(prune);
            case 14:
                string address = $"b{random.Next(400)}";
                return async store => (await store.EraseBlobAsync(tenant, address), (await store.ReadBlobAsync(tenant, address))?.IsErased);
            default:
                int what = random.Next();
                return store => Look(store, what, tenant, key);
        }
    }

    private static async Task<object?> Look(RunStore store, int what, string tenant, RunKey key) => (what % 8) switch
    {
        0 => await store.GetAsync(key),
        1 => (await store.ReadSignalsAsync(key), await store.ReadAsync(key).CountAsync()),
        2 => (await store.ListSignalledAsync("me")).OrderBy(r => r.ToString(), StringComparer.Ordinal).ToArray(),
        3 => await store.FindKeyAsync(tenant, Agents[what / 8 % 2], $"k{what / 16 % 5}"),
        4 => await store.GetConversationAsync(tenant, $"c{what / 8 % 3}"),
        5 => await store.ListAsync(new RunQuery
        {
            Tenant = tenant,
            Agent = what / 8 % 2 == 0 ? null : "alpha",
            Status = what / 16 % 2 == 0 ? null : (RunStatus)(what / 32 % 8),
            ConversationId = what / 256 % 4 == 0 ? "c1" : null,
            After = what / 1024 % 3 == 0 ? key.RunId : null,
            Take = (what / 4096 % 5) + 1,
        }),
        6 => await store.ListLedgerAsync(new LedgerQuery
        {
            Tenant = tenant,
            Run = what / 8 % 3 == 0 ? key.RunId : null,
            Tool = what / 32 % 3 == 0 ? "t1" : null,
            OnlyOpen = what / 128 % 3 == 0,
            Outcome = what / 512 % 4 == 0 ? ToolOutcomeKind.Unknown : null,
        }),
        _ => await store.ListTenantsAsync(),
    };

    private static StoreCommit Commit(Random random, FakeClock clock, RunKey key, StoreLease lease, int step)
    {
        // Every time is another: what a list does with ties beyond the order of creation is not part of the port.
        DateTimeOffset now = clock.GetUtcNow().AddMilliseconds(step);
        RunStatus status = random.Next(4) switch { 0 => (RunStatus)random.Next(8), 1 => RunStatus.AwaitingApproval, _ => RunStatus.Running };
        return new StoreCommit
        {
            Run = key,
            ExpectedSequence = 0,
            Epoch = 1,
            Lease = lease,
            Events = [.. Enumerable.Range(1, random.Next(1, 3)).Select(i => new StoredEvent(i, new byte[] { (byte)i }, new byte[] { 1 }))],
            Blobs = [new StoredBlob(string.Create(CultureInfo.InvariantCulture, $"b{step}"), new byte[30]) { IsShared = random.Next(3) == 0 }],
            ConsumedSignals = random.Next(2) == 0 ? [] : [$"s{random.Next(6)}", $"s{random.Next(6)}"],
            Ledger = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 3)).Select(i => new LedgerEntry(
                $"{key}-key{random.Next(4)}", $"call{i}", $"t{random.Next(3)}", ToolEffect.Keyed,
                random.Next(2) == 0 ? null : (ToolOutcomeKind)random.Next(5), now.AddTicks(i)))],
            IsProgress = random.Next(4) != 0,
            KeyLifetime = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 100)),
            Summary = new RunSummary
            {
                Run = key,
                Agent = Pick(random, Agents),
                Status = status,
                Reason = status == RunStatus.Failed ? new RunReason("model_failed", "The model failed.") : null,
                Subject = "somebody",
                ConversationId = random.Next(3) == 0 ? $"c{random.Next(3)}" : null,
                ParentRun = random.Next(4) == 0 ? $"r{random.Next(8)}" : null,
                IdempotencyKey = random.Next(2) == 0 ? $"k{random.Next(5)}" : null,
                RequestHash = "abcdef",
                StartedAt = now,
                UpdatedAt = now,
                WakeAt = status.IsSuspended() && random.Next(2) == 0 ? now.AddSeconds(random.Next(60)) : null,
                Sequence = 0,
                Turns = step,
                ToolCalls = step * 2,
                Tokens = step * 3L,
            },
        };
    }

    private static StoreCommit Numbered(StoreCommit commit, long from) => commit with
    {
        ExpectedSequence = from,
        Events = [.. commit.Events.Select((e, i) => e with { Sequence = from + i + 1 })],
        Summary = commit.Summary with { Sequence = from + commit.Events.Count },
    };

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
