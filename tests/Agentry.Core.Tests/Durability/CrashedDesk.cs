using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>A run of one call of <c>pay</c> whose store broke after the tool had run, as if its process had died there.</summary>
internal sealed class CrashedDesk : IAsyncDisposable
{
    private readonly HookedStore _store;

    private CrashedDesk(TestHost host, HookedStore store, RunId run, CountingTool pay, ScriptedChatClient model)
    {
        Host = host;
        _store = store;
        Run = run;
        Pay = pay;
        Model = model;
    }

    public TestHost Host { get; }

    public RunId Run { get; }

    public CountingTool Pay { get; }

    public ScriptedChatClient Model { get; }

    public string Key => Pay.Invocations[0].IdempotencyKey!;

    public static async Task<CrashedDesk> CreateAsync(Action<ToolBuilder> declare)
    {
        var store = new HookedStore();
        bool isDead = false;
        store.OnCommit = (_, _) => isDead ? throw new IOException("disk") : default;
        int started = 0;
        var pay = new CountingTool("pay", (_, _) =>
        {
            isDead = ++started == 1;
            return new("paid");
        });
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"amount":5}""", "c"), ModelReply.Text("Done."));
        var host = new TestHost(model, agent => agent.WithTool(pay, declare), services: s => s.AddSingleton<RunStore>(store));
        await host.Agent.Invoking(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();
        pay.Count.Should().Be(1);
        isDead = false;
        return new CrashedDesk(host, store, (await host.Runs.ListAsync()).Single().Run.RunId, pay, model);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
