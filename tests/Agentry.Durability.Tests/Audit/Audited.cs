using System.Text;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>Three runs of an agent, the last one suspended, in a store that somebody will get at.</summary>
internal sealed class Audited : IAsyncDisposable
{
    private Audited(Disk disk, TestHost host, RunKey[] keys)
    {
        Disk = disk;
        Host = host;
        Keys = keys;
    }

    public Disk Disk { get; }

    public TestHost Host { get; }

    public AgentRuns Runs => Host.Runs;

    /// <summary>In the order of their start.</summary>
    public IReadOnlyList<RunKey> Keys { get; }

    public static async Task<Audited> CreateAsync(StoreKind kind)
    {
        var disk = new Disk(kind);
        int tries = 0;
        var pay = new CountingTool("pay", (_, _) => tries++ == 2 ? throw new IOException("reset") : new("paid"));
        int asked = 0;
        var model = new ScriptedChatClient(_ => asked++ % 2 == 0 ? ModelReply.Call("pay", """{"to":"ann"}""", "c") : ModelReply.Text("Paid."));
        TestHost host = disk.Node(model, pay).AndOthers();
        RunKey[] keys = new RunKey[3];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = new RunKey("", (await host.Agent.RunAsync("Pay.").Soon()).Id);
        return new Audited(disk, host, keys);
    }

    public async Task<string> HeadsAsync()
    {
        using var destination = new MemoryStream();
        (await Runs.ExportHeadsAsync(destination)).Should().Be(3);
        return Encoding.UTF8.GetString(destination.ToArray());
    }

    public async Task<List<RunVerification>> VerifyAsync(string heads)
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(heads));
        return await Runs.VerifyHeadsAsync(source).ToListAsync();
    }

    /// <summary>The suspended run goes on.</summary>
    public async Task GoOnAsync()
    {
        await Runs.SettleAsync(Keys[2].RunId, "c", CallSettlement.GivenUp, "clerk");
        (await Host.Agent.ResumeAsync(Keys[2].RunId).Soon()).Status.Should().Be(RunStatus.Completed);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Disk.DisposeAsync();
    }
}
