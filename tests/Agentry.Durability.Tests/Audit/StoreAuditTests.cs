using System.Text.Json;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>Checks of a whole store: what a run's own chain shows, and what only heads show that were kept elsewhere.</summary>
public sealed class StoreAuditTests
{
    [Theory, BothStores]
    public async Task VerifyAll_ManyRunsOfManyTenants_EachIsCheckedOnce(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        RunStore store = disk.Open();

        // More than a page of the walk, all of one moment.
        RawRun[] runs = [.. Enumerable.Range(0, 450).Select(i => new RawRun($"r{i}", i < 430 ? "" : $"t{i % 2}"))];
        await Task.WhenAll(runs.Select(r => store.CommitAsync(r.Next(RunStatus.Running, Start(r), new CancelRequested { RequestedBy = "x" })).AsTask()));
        await using TestHost host = disk.Node(new ScriptedChatClient());

        List<RunVerification> all = await host.Runs.VerifyAllAsync(tenant: null).ToListAsync();
        List<RunVerification> one = await host.Runs.VerifyAllAsync("t1").ToListAsync();

        all.Select(v => v.Run).Should().BeEquivalentTo(runs.Select(r => r.Key));
        all.Should().OnlyContain(v => v.IsIntact && v.Log.Events == 2);
        one.Should().HaveCount(10).And.OnlyContain(v => v.Run.Tenant == "t1");
        (await host.Runs.VerifyAllAsync().CountAsync()).Should().Be(430, "the default tenant, unless another is named");
        (await host.Runs.VerifyAllAsync("nobody").CountAsync()).Should().Be(0);
    }

    [Theory, BothStores]
    public async Task VerifyAll_RunsArePrunedMeanwhile_GoesOnBehindThem(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        RunStore store = disk.Open();
        RawRun[] runs = [.. Enumerable.Range(0, 450).Select(i => new RawRun($"r{i:D3}"))];
        foreach (RawRun run in runs)
        {
            int i = Array.IndexOf(runs, run);
            StoreCommit commit = run.Next(i < 100 ? RunStatus.Running : RunStatus.Completed);
            await store.CommitAsync(commit with { Summary = commit.Summary with { StartedAt = StoreStart.AddSeconds(i) } });
        }

        await using TestHost host = disk.Node(new ScriptedChatClient());
        List<RunKey> met = [];
        await foreach (RunVerification verification in host.Runs.VerifyAllAsync())
        {
            verification.IsIntact.Should().BeTrue(verification.ToString());
            met.Add(verification.Run);
            if (met.Count == 10)
                (await host.Runs.PruneAsync(DateTimeOffset.MaxValue)).Should().Be(350);
        }

        met.Should().OnlyHaveUniqueItems().And.Contain(runs.Take(100).Select(r => r.Key), "they lie behind the page whose end was pruned");
    }

    [Theory, BothStores]
    public async Task VerifyAll_OneRunTamperedWith_IsFoundAndTheOthersAreIntact(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        RunKey victim = audited.Keys[1];

        audited.Disk.ReplaceEvent(victim, 2, "{\"seq\":2,\"run\":\"x\"}"u8.ToArray());

        List<RunVerification> all = await audited.Runs.VerifyAllAsync().ToListAsync();
        all.Should().HaveCount(3);
        RunVerification broken = all.Single(v => !v.IsIntact);
        (broken.Run, broken.Log.BrokenAt).Should().Be((victim, 2));
        broken.Log.Problem.Should().Contain("does not fit");
    }

    [Theory, BothStores]
    public async Task VerifyAll_TailWasCut_IsSeenByTheStoresOwnList(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        long last = (await audited.Runs.VerifyAsync(audited.Keys[1].RunId)).Events;

        audited.Disk.CutTail(audited.Keys[1], last - 2);

        (await audited.Runs.VerifyAsync(audited.Keys[1].RunId)).IsIntact.Should().BeTrue("what is left is a log of its own");
        RunVerification broken = (await audited.Runs.VerifyAllAsync().ToListAsync()).Single(v => !v.IsIntact);
        (broken.Run, broken.Log.BrokenAt).Should().Be((audited.Keys[1], last - 1));
        broken.Log.Problem.Should().Contain("tail was cut");
        broken.ToString().Should().Contain("broken");
    }

    [Theory, BothStores]
    public async Task VerifyHeads_NothingHappenedOrRunsWentOn_AllAreIntact(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        string heads = await audited.HeadsAsync();

        string[] lines = heads.TrimEnd('\n').Split('\n');
        lines.Should().HaveCount(3);
        foreach (string line in lines)
        {
            using JsonDocument head = JsonDocument.Parse(line);
            head.RootElement.EnumerateObject().Select(p => p.Name).Should().Equal("tenant", "run", "sequence", "at", "head");
            var run = new RunId(head.RootElement.GetProperty("run").GetString()!);
            LogVerification log = await audited.Runs.VerifyAsync(run);
            head.RootElement.GetProperty("head").GetString().Should().Be(log.Head);
            head.RootElement.GetProperty("sequence").GetInt64().Should().Be(log.Events);
        }

        await audited.GoOnAsync();
        List<RunVerification> later = await audited.VerifyAsync(heads);
        later.Should().HaveCount(3).And.OnlyContain(v => v.IsIntact);
        later.Sum(v => v.Log.Events).Should().BeGreaterThan(lines.Sum(l => JsonDocument.Parse(l).RootElement.GetProperty("sequence").GetInt64()));
    }

    [Theory, BothStores]
    public async Task VerifyHeads_CutTailMissingRunAndReplacedRun_Show(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        string heads = await audited.HeadsAsync();
        RunKey cut = audited.Keys[0];
        RunKey missing = audited.Keys[1];
        long last = (await audited.Runs.VerifyAsync(cut.RunId)).Events;

        audited.Disk.CutTail(cut, last - 1);
        audited.Disk.RemoveRun(missing);

        Dictionary<RunKey, RunVerification> found = (await audited.VerifyAsync(heads)).ToDictionary(v => v.Run);
        found.Should().HaveCount(3);
        found[cut].Log.Problem.Should().Contain("tail was cut");
        found[missing].Log.Problem.Should().Contain("no such run");
        found[audited.Keys[2]].IsIntact.Should().BeTrue();
        await audited.Runs.Awaiting(r => r.ExportHeadsAsync(new MemoryStream())).Should().ThrowAsync<RunLogException>("a run without its last event has no head");
    }

    [Theory, BothStores]
    public async Task VerifyHeads_RunWrittenAnewFromTheStart_IsSeenOnlyByItsHead(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        await using var forgery = new Disk(kind);
        var honest = new RawRun("r1");
        var forged = new RawRun("r1");
        await disk.Open().CommitAsync(honest.Next(RunStatus.Running, Start(honest), new CancelRequested { RequestedBy = "ann" }));
        await forgery.Open().CommitAsync(forged.Next(RunStatus.Running, Start(forged), new CancelRequested { RequestedBy = "bob" }));
        await using TestHost host = disk.Node(new ScriptedChatClient());
        await using TestHost forger = forgery.Node(new ScriptedChatClient());
        using var heads = new MemoryStream();
        await host.Runs.ExportHeadsAsync(heads);

        (await forger.Runs.VerifyAllAsync().ToListAsync()).Should().OnlyContain(v => v.IsIntact, "by itself it is a log like any other");
        RunVerification seen = (await forger.Runs.VerifyHeadsAsync(new MemoryStream(heads.ToArray())).ToListAsync()).Single();
        seen.IsIntact.Should().BeFalse();
        seen.Log.Problem.Should().Contain("replaced");
    }

    [Theory, BothStores]
    public async Task SignedLog_RewrittenByWhoDoesNotHoldTheKey_IsBroken(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))];
        await disk.Open().CommitAsync(new RawRun("signed", signingKey: key).Next());
        await disk.Open().CommitAsync(new RawRun("forged").Next());
        await using TestHost host = disk.Node(new ScriptedChatClient(), all: all => all.SignRunLog(key));

        Dictionary<string, bool> found = (await host.Runs.VerifyAllAsync().ToListAsync()).ToDictionary(v => v.Run.RunId.Value, v => v.IsIntact);

        found.Should().BeEquivalentTo(new Dictionary<string, bool> { ["signed"] = true, ["forged"] = false });
    }

    [Theory, BothStores]
    public async Task VerifyAll_ContentErased_LeavesEveryLogIntact(StoreKind kind)
    {
        await using Audited audited = await Audited.CreateAsync(kind);
        string heads = await audited.HeadsAsync();
        foreach (RunKey key in audited.Keys)
        {
            foreach (BlobRef message in (await audited.Host.LogAsync(key.RunId)).Of<InputAccepted>().SelectMany(e => e.Messages))
                (await audited.Host.Store.EraseBlobAsync("", message.Address)).Should().BeTrue();
        }

        (await audited.Runs.VerifyAllAsync().ToListAsync()).Should().HaveCount(3).And.OnlyContain(v => v.IsIntact);
        (await audited.VerifyAsync(heads)).Should().HaveCount(3).And.OnlyContain(v => v.IsIntact);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"tenant":"","run":"r1"}""")]
    [InlineData("null")]
    public async Task VerifyHeads_LineThatIsNoHead_IsRefusedWithItsNumber(string line)
    {
        await using Audited audited = await Audited.CreateAsync(StoreKind.Memory);
        string heads = (await audited.HeadsAsync()).Split('\n')[0] + "\n\n" + line + "\n";

        await audited.Awaiting(a => a.VerifyAsync(heads)).Should().ThrowAsync<AgentryException>().WithMessage("Line 3 *");
    }

    private static DateTimeOffset StoreStart { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static RunStarted Start(RawRun run) =>
        new() { Agent = "test", AgentVersion = "v1", Caller = new AgentCaller { Tenant = run.Key.Tenant }, Limits = new RunLimits() };
}
