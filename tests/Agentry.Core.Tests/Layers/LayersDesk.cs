using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The layers alone, without services: a pipeline, its log, and at the end a check that every run's log is whole.</summary>
internal sealed class LayersDesk : IAsyncDisposable
{
    public LayersDesk() => Pipeline = AgentPipeline.Create("desk", Store, Clock);

    public InMemoryRunStore Store { get; } = new();

    public FakeClock Clock { get; } = new();

    public AgentPipeline Pipeline { get; }

    public GuardedFunction Guard(AIFunction function, Action<ToolBuilder>? configure = null) => new(function, Pipeline, configure);

    /// <summary>A foreign loop over the guarded client.</summary>
    public ForeignToolLoop Loop(IChatClient model) => new(new GuardedChatClient(model, Pipeline));

    public async Task<IReadOnlyList<RunLogEntry>> LogAsync(RunId run, string tenant = "")
    {
        List<RunLogEntry> entries = [];
        await foreach (RunLogEntry entry in Pipeline.Runs.EventsAsync(run, tenant))
            entries.Add(entry);
        return entries;
    }

    public async Task<IReadOnlyList<Type>> KindsAsync(RunId run) => [.. (await LogAsync(run)).Select(e => e.Event.GetType())];

    public async Task<IReadOnlyList<RunSummary>> RunsAsync() => await Pipeline.Runs.ListAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (RunSummary run in await RunsAsync())
            await CheckAsync(run);
    }

    private async Task CheckAsync(RunSummary run)
    {
        (await Pipeline.Runs.VerifyAsync(run.Run.RunId)).IsIntact.Should().BeTrue();
        IReadOnlyList<RunLogEntry> log = await LogAsync(run.Run.RunId);
        log.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, log.Count).Select(i => (long)i));
        RunState state = RunState.Fold(log);
        state.Status.IsTerminal().Should().BeTrue("a scope that was disposed has ended its run");
        log.SkipWhile(e => e.Event is not RunEnded).Skip(1).Should().NotContain(e => !(e.Event is ToolCompleted));
        state.Calls.Should().NotContain(c => c.Answer == null);
        state.Turns.Should().Be(run.Turns);
        IReadOnlyList<ChatMessage> messages = await Pipeline.Runs.MessagesAsync(run.Run.RunId);
        WellFormed.Problem(messages).Should().BeNull();
    }
}
