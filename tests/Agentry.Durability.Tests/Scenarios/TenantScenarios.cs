using System.Reflection;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A tenant sees nothing of another one, on whatever way it looks.</summary>
public sealed class TenantScenarios
{
    private static readonly AgentCaller Ann = AgentCaller.Of("ann") with { Tenant = "acme" };

    [Theory, BothStoresAndModes]
    public async Task Scenario_24_TenantIsolation_OnEveryPathOfAgentRuns(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        await using TestHost host = disk.Node(
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done.")), new CountingTool("pay", (_, _) => throw new IOException("reset")));
        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Pay.") { Caller = Ann, ConversationId = "conv", IdempotencyKey = "k" }).Soon();
        run.Status.Should().Be(RunStatus.Suspended);
        BlobRef content = (await host.LogAsync(run.Id, "acme")).Of<InputAccepted>().Single().Messages[0];
        using var heads = new MemoryStream();
        (await host.Runs.ExportHeadsAsync(heads, "acme")).Should().Be(1);
        AgentRuns runs = host.Runs;
        foreach (string tenant in (string[])["", "other", "ACME", "acme "])
        {
            var paths = new Dictionary<string, Func<Task<bool>>>
            {
                [nameof(runs.GetAsync)] = async () => await runs.GetAsync(run.Id, tenant) is not null,
                [nameof(runs.ListAsync)] = async () => (await runs.ListAsync(new RunQuery { Tenant = tenant })).Count > 0
                    || (await runs.ListAsync(new RunQuery { Tenant = tenant, ConversationId = "conv", Subject = "ann", After = run.Id })).Count > 0,
                [nameof(runs.EventsAsync)] = async () => await runs.EventsAsync(run.Id, tenant).AnyAsync(),
                [nameof(runs.WatchAsync)] = async () => await runs.WatchAsync(run.Id, tenant).AnyAsync(),
                [nameof(runs.ContentAsync)] = () => Seen(() => runs.ContentAsync(run.Id, content, tenant)),
                [nameof(runs.MessagesAsync)] = () => Seen(() => runs.MessagesAsync(run.Id, tenant)),
                [nameof(runs.StateAsync)] = () => Seen(() => runs.StateAsync(run.Id, tenant)),
                [nameof(runs.VerifyAsync)] = async () => (await runs.VerifyAsync(run.Id, tenant)) is not { Events: 0, IsIntact: false },
                [nameof(runs.VerifyAllAsync)] = async () => await runs.VerifyAllAsync(tenant).AnyAsync(),
                [nameof(runs.VerifyHeadsAsync)] = async () => await runs.VerifyHeadsAsync(Again(heads), tenant).AnyAsync(v => v.IsIntact || v.Log.Events > 0),
                [nameof(runs.ExportHeadsAsync)] = async () => await WritesAsync(s => runs.ExportHeadsAsync(s, tenant)),
                [nameof(runs.ExportAsync)] = async () => await WritesAsync(s => runs.ExportAsync(run.Id, s, includeContent: true, tenant)),
                [nameof(runs.LedgerAsync)] = async () => (await runs.LedgerAsync(new LedgerQuery { Tenant = tenant, Run = run.Id })).Count > 0
                    || (await runs.LedgerAsync(new LedgerQuery { Tenant = tenant })).Count > 0,
                [nameof(runs.ExplainAsync)] = async () => await runs.ExplainAsync(run.Id, "c", tenant) is not null,
                [nameof(runs.PlanAsync)] = async () => (await runs.PlanAsync(run.Id, tenant)).Count > 0,
                [nameof(runs.SettleAsync)] = () => Seen(() => runs.SettleAsync(run.Id, "c", CallSettlement.GivenUp, "eve", tenant: tenant)),
                [nameof(runs.SpendAsync)] = () => Seen(() => runs.SpendAsync(run.Id, tenant)),
                [nameof(runs.SpendReportAsync)] = async () => (await runs.SpendReportAsync(new RunQuery { Tenant = tenant })).Runs.Count > 0,
                [nameof(runs.RaiseBudgetAsync)] = async () => await runs.RaiseBudgetAsync(run.Id, 1, "eve", tenant: tenant) != SignalResult.NoSuchRun,
                [nameof(runs.CancelAsync)] = async () => await runs.CancelAsync(run.Id, "eve", tenant: tenant) != SignalResult.NoSuchRun,
                [nameof(runs.PruneAsync)] = async () => await runs.PruneAsync(DateTimeOffset.MaxValue, tenant) > 0,
            };

            // Recovery is of the host, for all its tenants; it returns nothing of theirs.
            string[] all = [.. typeof(AgentRuns).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName).Select(m => m.Name).Distinct()];
            paths.Keys.Append(nameof(runs.RecoverAsync)).Should().BeEquivalentTo(all, "a new path must be tried here");
            foreach ((string path, Func<Task<bool>> sees) in paths)
                (await sees()).Should().BeFalse("{0} of tenant '{1}'", path, tenant);
            await host.Agent.Awaiting(a => a.ResumeAsync(run.Id, tenant)).Should().ThrowAsync<AgentryException>();
        }

        (await host.Runs.GetAsync(run.Id, "acme"))!.Status.Should().Be(RunStatus.Suspended, "nothing of that reached it");
    }

    [Theory, BothStores]
    public async Task Scenario_24_TenantIsolation_OnEveryPathOfTheStore(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        RunStore store = disk.Open();
        var run = new RawRun("r1", "acme");
        StoredBlob blob = BlobWriter.OfAnswer("secret").Blob;
        var part = new AccountPart { Account = new AccountKey("a"), Amount = 1, Limit = 1 };
        StoreCommit creation = run.Next();
        creation = creation with
        {
            Blobs = [blob],
            Claims = [new AccountClaim { Id = "abcd", Parts = [part] }],
            Approvals = [new ApprovalEntry { Id = "a", Kind = ApprovalKind.Approval, Agent = "test", CallId = "c", Tool = "pay", Requester = "ann", RequestedAt = creation.Summary.UpdatedAt, ChangedAt = creation.Summary.UpdatedAt }],
            Ledger = [new LedgerEntry("abcd", "c", "pay", ToolEffect.Keyed, null, creation.Summary.UpdatedAt)],
            Summary = creation.Summary with { ConversationId = "conv", IdempotencyKey = "k", RequestHash = "ab" },
        };
        (await store.CommitAsync(creation)).Outcome.Should().Be(CommitOutcome.Committed);
        await store.SignalAsync(run.Key, new RunSignal("s", "note", "ann"));
        foreach (string tenant in (string[])["", "other", "ACME", "acme "])
        {
            var key = new RunKey(tenant, run.Key.RunId);
            var lease = new StoreLease("eve", TimeSpan.FromMinutes(1));
            var paths = new Dictionary<string, Func<Task<bool>>>
            {
                [nameof(store.CommitAsync)] = async () => (await store.CommitAsync(run.Commit() with { Run = key })).Outcome != CommitOutcome.Stale,
                [nameof(store.AcquireAsync)] = async () => (await store.AcquireAsync(key, lease)).Outcome != AcquireOutcome.NoSuchRun,
                [nameof(store.RenewAsync)] = async () => (await store.RenewAsync([new RunLease(key, "me", 1)], TimeSpan.FromHours(1))).Count == 0,
                [nameof(store.ReleaseAsync)] = async () =>
                {
                    await store.ReleaseAsync(new RunLease(key, "me", 1), TimeSpan.Zero);
                    return (await store.AcquireAsync(run.Key, lease)).Outcome != AcquireOutcome.Held;
                },
                [nameof(store.SignalAsync)] = async () => await store.SignalAsync(key, new RunSignal("s", "note", "eve")) != SignalResult.NoSuchRun,
                [nameof(store.ReadSignalsAsync)] = async () => (await store.ReadSignalsAsync(key)).Count > 0,
                [nameof(store.GetAsync)] = async () => await store.GetAsync(key) is not null,
                [nameof(store.FindKeyAsync)] = async () => await store.FindKeyAsync(tenant, "test", "k") is not null,
                [nameof(store.GetConversationAsync)] = async () => await store.GetConversationAsync(tenant, "conv") != default,
                [nameof(store.ListAsync)] = async () => (await store.ListAsync(new RunQuery { Tenant = tenant })).Count > 0,
                [nameof(store.ListLedgerAsync)] = async () => (await store.ListLedgerAsync(new LedgerQuery { Tenant = tenant, Key = "abcd" })).Count > 0,
                [nameof(store.ListApprovalsAsync)] = async () => (await store.ListApprovalsAsync(new ApprovalQuery { Tenant = tenant, Status = null })).Count > 0,
                [nameof(store.ReadAccountsAsync)] = async () => (await store.ReadAccountsAsync(tenant, [part])).Single() is not { Spent: 0, Reserved: 0 },
                [nameof(store.ReadClaimsAsync)] = async () => (await store.ReadClaimsAsync(key)).Count > 0,
                [nameof(store.ReadAsync)] = async () => await store.ReadAsync(key).AnyAsync(),
                [nameof(store.WatchAsync)] = async () => await store.WatchAsync(key).AnyAsync(),
                [nameof(store.ReadBlobAsync)] = async () => await store.ReadBlobAsync(tenant, blob.Address) is not null,
                [nameof(store.EraseBlobAsync)] = async () => await store.EraseBlobAsync(tenant, blob.Address),
                [nameof(store.PruneAsync)] = async () => await store.PruneAsync(new RunPrune { EndedBefore = DateTimeOffset.MaxValue, Tenant = tenant }) > 0,
            };

            // Of the host itself, for whom there are no tenants.
            string[] ofTheHost = [nameof(store.ClaimAsync), nameof(store.ListSignalledAsync), nameof(store.ListTenantsAsync)];
            string[] all = [.. typeof(RunStore).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName).Select(m => m.Name).Distinct()];
            paths.Keys.Concat(ofTheHost).Should().BeEquivalentTo(all, "a new path must be tried here");
            foreach ((string path, Func<Task<bool>> sees) in paths)
                (await sees()).Should().BeFalse("{0} of tenant '{1}'", path, tenant);
        }

        (await store.ReadBlobAsync("acme", blob.Address))!.IsErased.Should().BeFalse();
        (await store.GetAsync(run.Key))!.Sequence.Should().Be(1);
    }

    private static async Task<bool> Seen<T>(Func<Task<T>> read)
    {
        try
        {
            return await read() is not null;
        }
        catch (AgentryException)
        {
            return false;
        }
    }

    private static async Task<bool> WritesAsync(Func<Stream, Task<long>> export)
    {
        using var destination = new MemoryStream();
        return await export(destination) > 0 || destination.Length > 0;
    }

    private static MemoryStream Again(MemoryStream written) => new(written.ToArray());
}
