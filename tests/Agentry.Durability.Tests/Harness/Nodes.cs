using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>Processes that share a disk, each a host with the agent "test".</summary>
internal static class Nodes
{
    /// <summary>A host on the disk, with a tool <c>pay</c>.</summary>
    public static TestHost Node(
        this Disk disk,
        IChatClient model,
        AIFunction? pay = null,
        Action<ToolBuilder>? declare = null,
        RunStore? store = null,
        TimeProvider? clock = null,
        Action<IAgentryBuilder>? agent = null,
        Action<IAgentryBuilder>? all = null,
        IDictionary<string, string?>? configuration = null) => new(
            model,
            builder =>
            {
                if (pay is not null)
                    builder.WithTool(pay, declare);
                agent?.Invoke(builder);
            },
            all,
            services =>
            {
                services.AddSingleton(store ?? disk.Open());
                if (clock is not null)
                    services.AddSingleton(clock);
            },
            configuration);

    /// <summary>A node whose runs other nodes go on with, so that what it returned is not the last word.</summary>
    public static TestHost AndOthers(this TestHost host)
    {
        host.ChecksLogs = false;
        return host;
    }

    /// <summary>The lease of whoever died has run out.</summary>
    public static void LetLeasesRunOut(this Disk disk) => disk.Clock.Advance(TimeSpan.FromMinutes(1));

    /// <summary>A run that a process began, up to and including its tool, and of which it could not write the outcome.</summary>
    /// <returns>The run, and what the tool saw.</returns>
    public static async Task<(RunId Run, CountingTool Pay)> DieAfterTheToolAsync(
        this Disk disk, Action<ToolBuilder> declare, string arguments = """{"amount":5}""", RunRequest? request = null)
    {
        var store = new MortalStore(disk.Open());
        var pay = new CountingTool("pay", (_, _) =>
        {
            store.Die();
            return new("paid");
        });
        var model = new ScriptedChatClient(ModelReply.Call("pay", arguments, "c"));
        await using TestHost host = disk.Node(model, pay, declare, store).AndOthers();
        await host.Agent.Awaiting(a => a.RunAsync(request ?? "Pay.")).Should().ThrowAsync<RunStoreException>();
        pay.Count.Should().Be(1);
        RunId run = (await host.Runs.ListAsync(new RunQuery { Tenant = request?.Caller.Tenant ?? "" }))[0].Run.RunId;
        disk.LetLeasesRunOut();
        return (run, pay);
    }
}
