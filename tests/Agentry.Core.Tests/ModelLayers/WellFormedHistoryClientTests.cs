using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class WellFormedHistoryClientTests
{
    [Theory, BothModes]
    public async Task Ask_OrphansInTheHistory_AreMendedOnTheWay(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hm."));
        ChatMessage[] history =
        [
            new(ChatRole.Tool, [new FunctionResultContent("c0", "whose?")]),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "tool")]),
            LoopModes.User("Well?"),
        ];

        await mode.AskAsync(new WellFormedHistoryClient(model), history);

        model.Requests[0].Messages.Select(m => m.Role).Should().Equal(ChatRole.Assistant, ChatRole.Tool, ChatRole.User);
        WellFormed.Problem(model.Requests[0].Messages).Should().BeNull();
    }

    [Theory, BothModes]
    public async Task Ask_SnapshotOfOurOwnHistory_PassesAsItIs(RunMode mode)
    {
        IEnumerable<ChatMessage>? got = null;
        var snapshot = new MessageSnapshot([LoopModes.User("Hello.")], 1);

        await mode.AskAsync(new WellFormedHistoryClient(new Spy(m => got = m)), snapshot);

        got.Should().BeSameAs(snapshot);
    }

    private sealed class Spy(Action<IEnumerable<ChatMessage>> seen) : DelegatingChatClient(new ScriptedChatClient(ModelReply.Text("Hm.")))
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            seen(messages);
            return base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            seen(messages);
            return base.GetStreamingResponseAsync(messages, options, cancellationToken);
        }
    }
}
