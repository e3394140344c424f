using System.Runtime.CompilerServices;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A streamed call is judged when its reply is whole: never run early, and never a reason to stop the reply of its neighbours.</summary>
public sealed class StreamedCallTests
{
    private const string Schema = """{"type":"object","properties":{"order":{"type":"integer"}},"required":["order"]}""";

    [Fact]
    public async Task InvalidCall_WithOthersBehindIt_IsRefusedAloneAndTheStreamIsReadToItsEnd()
    {
        int running = 0;
        var tool = new CountingTool("refund", (_, _) =>
        {
            Interlocked.Increment(ref running);
            return new("done");
        }, Schema);
        var model = new SteppedModel(() => Volatile.Read(ref running));
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.ReadOnly()));
        List<RunUpdate> updates = [];

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Refund.", updates).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.RunningAtEachUpdate.Should().NotBeEmpty().And.OnlyContain(n => n == 0, "nothing runs before the reply is whole");
        updates.OfType<ToolFinishedUpdate>().Select(u => (u.CallId, u.Code)).Should().BeEquivalentTo(new (string, string?)[]
        {
            ("unknown", ToolRefusalCodes.UnknownTool), ("invalid", ToolRefusalCodes.InvalidArguments), ("valid", null),
        }, "read-only calls run side by side");
        tool.Count.Should().Be(1);
        run.Usage.OutputTokenCount.Should().Be(30, "what the stream says at its end counts");
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task WholeCall_InAStreamThatIsCutBehindIt_DoesNotRun()
    {
        var tool = new CountingTool("refund", schema: Schema);
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"order":7}""").WithFinishReason(null));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Refund.").Soon();

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.Failed, RunReasonCodes.ModelFailed));
        tool.Count.Should().Be(0);
        await host.CheckAsync(run);
    }

    /// <summary>Streams three calls, one an update, as clients of providers do, and looks each time whether something runs.</summary>
    private sealed class SteppedModel(Func<int> running) : IChatClient
    {
        private bool _asked;

        public List<int> RunningAtEachUpdate { get; } = [];

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (_asked)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, "Done.") { FinishReason = ChatFinishReason.Stop };
                yield break;
            }

            _asked = true;
            foreach (FunctionCallContent call in (FunctionCallContent[])
                [Call("unknown", "refnd", 7), Call("invalid", "refund", "seven"), Call("valid", "refund", 7)])
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [call]);
                await Task.Yield();
                RunningAtEachUpdate.Add(running());
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { OutputTokenCount = 30 })])
            {
                FinishReason = ChatFinishReason.ToolCalls,
            };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static FunctionCallContent Call(string id, string tool, object order) => new(id, tool, new Dictionary<string, object?> { ["order"] = order });
    }
}
