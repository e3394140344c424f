using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class NobodyListensTests
{
    private const int Calls = 1_000;

    private static readonly AgentTelemetry Telemetry = AgentTelemetry.Create(
        new ObservabilityOptions(), new FeatureContext("test", new ServiceCollection().BuildServiceProvider()));

    [Fact]
    public void ModelCall_Plain_IsTheInnerCallAndAllocatesNothing()
    {
        var inner = new Fixed();
        IChatClient client = ObservedChatClient.Wrap(inner, Telemetry);
        client.Should().NotBeSameAs(inner);

        client.GetResponseAsync([]).Should().BeSameAs(inner.Response);
        Allocated(() => _ = client.GetResponseAsync([])).Should().Be(0);
    }

    [Fact]
    public void ModelCall_Streaming_IsTheInnerStreamAndAllocatesNothing()
    {
        var inner = new Fixed();
        IChatClient client = ObservedChatClient.Wrap(inner, Telemetry);

        client.GetStreamingResponseAsync([]).Should().BeSameAs(inner.Stream);
        Allocated(() => _ = client.GetStreamingResponseAsync([])).Should().Be(0);
    }

    [Fact]
    public async Task ToolCall_GoesStraightOnAndAllocatesNothing()
    {
        var layer = new ToolObserver(Telemetry);
        ToolOutcome outcome = ToolOutcome.Success("done");
        ToolCallDelegate next = (_, _) => new(outcome);

        (await layer.InvokeAsync(null!, next, default)).Should().BeSameAs(outcome);
        Allocated(() => Complete(layer.InvokeAsync(null!, next, default))).Should().Be(0);
    }

    [Fact]
    public async Task Run_GoesStraightOnAndAllocatesNothing()
    {
        var layer = new RunObserver(Telemetry);
        var outcome = new RunOutcome { Status = RunStatus.Completed };
        RunDelegate next = (_, _) => new(outcome);

        (await layer.InvokeAsync(null!, next, default)).Should().BeSameAs(outcome);
        Allocated(() => Complete(layer.InvokeAsync(null!, next, default))).Should().Be(0);
    }

    [Fact]
    public void ModelCall_TracedBelow_IsNotWrappedAtAll()
    {
        using var source = new ActivitySource("somebody.else");
        var model = new NamedModel(new Fixed(), null, source);

        ObservedChatClient.Wrap(model, Telemetry).Should().BeSameAs(model);
    }

    [Theory, BothModes]
    public async Task WholeRun_WithTheFeature_AllocatesNothingMore(RunMode mode)
    {
        await using TestHost bare = Host(observed: false);
        await using TestHost with = Host(observed: true);
        await BytesOfARunAsync(bare, mode);
        await BytesOfARunAsync(with, mode);

        // It is 0 but for what the thread pool and the JIT do meanwhile, which a further round does without; a span alone takes more than 400.
        long extra = long.MaxValue;
        for (int round = 0; round < 8 && extra >= 400; round++)
        {
            long without = await BytesOfARunAsync(bare, mode);
            extra = Math.Min(extra, await BytesOfARunAsync(with, mode) - without);
        }

        extra.Should().BeLessThan(400);
    }

    private static TestHost Host(bool observed) => new(
        new ScriptedChatClient(request => request.Messages.Count == 1 ? ModelReply.Call("work") : ModelReply.Text("Done.")),
        agent => agent.WithTool(new CountingTool("work"), t => t.ReadOnly()),
        all =>
        {
            if (observed)
                all.AddObservability();
        });

    /// <summary>The least of some runs, because other threads of the process allocate too.</summary>
    private static async Task<long> BytesOfARunAsync(TestHost host, RunMode mode)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 60; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await mode.RunAsync(host.Agent, "Hi.");
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static void Complete<T>(ValueTask<T> call)
    {
        if (!call.IsCompletedSuccessfully)
            throw new InvalidOperationException("The call did not go straight on.");
    }

    private static long Allocated(Action call)
    {
        for (int i = 0; i < Calls; i++)
            call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
            call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class Fixed : IChatClient
    {
        public Task<ChatResponse> Response { get; } = Task.FromResult(new ChatResponse());

        public IAsyncEnumerable<ChatResponseUpdate> Stream { get; } = new[] { new ChatResponseUpdate() }.ToAsyncEnumerable();

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Response;

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Stream;

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // There is nothing to give back.
        }
    }
}
