using System.Security.Cryptography;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>Two small runs in a store that can be tampered with, their logs signed or not.</summary>
internal sealed class TamperHost : IAsyncDisposable
{
    public static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly TestHost _host;
    private readonly AlteredStore _store = new();

    private TamperHost(bool signed) => _host = new TestHost(
        new ScriptedChatClient(request => request.Index % 2 == 0 ? ModelReply.Call("look", """{"id":7}""") : ModelReply.Text("Seven.")),
        agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()),
        signed ? all => all.SignRunLog(Key) : null,
        services => services.AddSingleton<RunStore>(_store).AddSingleton<TimeProvider>(new FakeClock()).AddSingleton<IIdSource, CountingIds>())
    {
        // The events are damaged on purpose.
        ChecksLogs = false,
    };

    public RunKey Run { get; private set; }

    public RunKey Other { get; private set; }

    public IReadOnlyList<StoredEvent> Events { get; private set; } = [];

    public IReadOnlyList<StoredEvent> OtherEvents { get; private set; } = [];

    /// <summary>The head of the run, exported when all was well.</summary>
    public string Head { get; private set; } = "";

    public AgentRuns Runs => _host.Runs;

    public AlteredStore Store => _store;

    public static async Task<TamperHost> CreateAsync(bool signed)
    {
        var host = new TamperHost(signed);
        host.Run = new RunKey("", (await host._host.Agent.RunAsync("Look at 7.")).Id);
        host.Other = new RunKey("", (await host._host.Agent.RunAsync("Look at 7.")).Id);
        host.Events = [.. await host._store.ReadAsync(host.Run).ToListAsync()];
        host.OtherEvents = [.. await host._store.ReadAsync(host.Other).ToListAsync()];
        LogVerification intact = await host.Runs.VerifyAsync(host.Run.RunId);
        intact.IsIntact.Should().BeTrue(intact.Problem);
        intact.Events.Should().Be(host.Events.Count).And.Be(7);
        host.Head = intact.Head;
        return host;
    }

    public Task<LogVerification> VerifyAsync(string? head = null) => Runs.VerifyAsync(Run.RunId, expectedHead: head);

    public async Task<LogVerification> VerifyAsync(IEnumerable<StoredEvent> events, string? head = null)
    {
        _store.Put(Run, events);
        return await VerifyAsync(head);
    }

    /// <summary>What somebody who can write the store but has no key can do: change an event and make all hashes from there on anew.</summary>
    public IReadOnlyList<StoredEvent> Rewrite(int index, byte[] payload)
    {
        byte[] head = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"agentry-run-log/1\n0:\n{Run.RunId.Value}"));
        List<StoredEvent> rewritten = [];
        for (int i = 0; i < Events.Count; i++)
        {
            byte[] bytes = i == index ? payload : Events[i].Payload.ToArray();
            head = SHA256.HashData([.. head, .. bytes]);
            rewritten.Add(new StoredEvent(i + 1, bytes, head));
        }

        return rewritten;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
