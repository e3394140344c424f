using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class HistoryRepairTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Repair_AnyHistory_IsWellFormed()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(new RandomHistory(seed).Wild());

            WellFormed.Problem(repaired).Should().BeNull($"seed {seed}");
        }
    }

    [Fact]
    public void Repair_AnyHistory_KeepsTextAndSignedReasoningAsTheyAreAndInOrder()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            List<ChatMessage> history = new RandomHistory(seed).Wild();
            AIContent[] said = [.. Said(history)];
            (string Text, string? Signature)[] before = [.. said.Select(Read)];

            IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history);

            Said(repaired).SequenceEqual(said, ReferenceEqualityComparer.Instance).Should().BeTrue($"seed {seed}");
            said.Select(Read).Should().Equal(before);
        }
    }

    [Fact]
    public void Repair_AnyHistory_PassesMessagesWithoutForeignContentOnAsTheSameInstancesInOrder()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            List<ChatMessage> history = new RandomHistory(seed).Wild();
            ChatMessage[] plain = [.. history.Where(m => !m.Contents.Any(c => c is FunctionResultContent or InputRequestContent or InputResponseContent))];

            IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history);

            HashSet<ChatMessage> wanted = [.. plain];
            repaired.Where(wanted.Contains).SequenceEqual(plain).Should().BeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Repair_AnyHistory_LeavesTheInputAlone()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            List<ChatMessage> history = new RandomHistory(seed).Wild();
            AIContent[][] before = [.. history.Select(m => m.Contents.ToArray())];

            HistoryRepair.Repair(history);

            history.Zip(before).All(p => p.First.Contents.SequenceEqual(p.Second)).Should().BeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Repair_Twice_ChangesNothingMore()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            IReadOnlyList<ChatMessage> once = HistoryRepair.Repair(new RandomHistory(seed).Wild());

            HistoryRepair.Repair(once).SequenceEqual(once, ReferenceEqualityComparer.Instance).Should().BeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Repair_WellFormedHistory_ReturnsEveryMessageAsItIs()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            List<ChatMessage> history = new RandomHistory(seed).Tame();
            WellFormed.Problem(history).Should().BeNull();

            HistoryRepair.Repair(history, _ => throw new InvalidOperationException("Nothing is missing."))
                .SequenceEqual(history, ReferenceEqualityComparer.Instance).Should().BeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Repair_NoToolContents_ReturnsTheSameList()
    {
        ChatMessage[] history = [Text(ChatRole.User, "Hello."), Text(ChatRole.Assistant, "Hello.")];

        HistoryRepair.Repair(history).Should().BeSameAs(history);
    }

    [Fact]
    public void Repair_ResultBehindOtherMessages_MovesItUpToItsCall()
    {
        ChatMessage[] history =
            [Calls("c1", "c2"), Results(("c1", "one")), Text(ChatRole.User, "Well?"), Results(("c2", "two")), Text(ChatRole.Assistant, "Done.")];

        IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history);

        repaired.Select(m => m.Role).Should().Equal(ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool, ChatRole.User, ChatRole.Assistant);
        repaired.Answers().Should().Equal("one", "two");
        repaired[0].Should().BeSameAs(history[0]);
        repaired[1].Should().BeSameAs(history[1]);
    }

    [Fact]
    public void Repair_CallOfAMarkedAsHandledCall_KeepsItsResult()
    {
        ChatMessage[] history = [Calls("c1"), Results(("c1", "one"))];
        ((FunctionCallContent)history[0].Contents[0]).InformationalOnly = true;

        HistoryRepair.Repair(history).Should().Equal(history);
    }

    [Fact]
    public void Repair_IdUsedAgain_GivesEachCallItsOwnAnswer()
    {
        ChatMessage[] history = [Calls("c1"), Text(ChatRole.User, "Again."), Calls("c1"), Results(("c1", "second"))];

        IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history, _ => "recorded");

        repaired.Answers().Should().Equal("recorded", "second");
    }

    [Fact]
    public void Repair_CallAndResultInOneMessage_StaysTogether()
    {
        ChatMessage[] history = [new(ChatRole.Assistant, [new FunctionCallContent("c1", "tool"), new FunctionResultContent("c1", "one"), new TextContent("So.")])];

        HistoryRepair.Repair(history).Should().Equal(history);
    }

    [Fact]
    public void Repair_ResultInAUserMessage_CountsAsTheAnswer()
    {
        ChatMessage[] history = [Calls("c1", "c2"), new(ChatRole.User, [new FunctionResultContent("c1", "one"), new TextContent("And now?")])];

        IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history);

        repaired.Should().HaveCount(3);
        repaired[2].Should().BeSameAs(history[1]);
        repaired.Answers().Should().Equal("No result was recorded for this call.", "one");
    }

    [Theory]
    [InlineData(null, null, "No result was recorded for this call.")]
    [InlineData(true, null, "No result was recorded for this call.")]
    [InlineData(false, null, "A person rejected this call.")]
    [InlineData(false, "Too much.", "A person rejected this call: Too much.")]
    public void Repair_ApprovalContents_BecomeTheCallAndItsAnswer(bool? approved, string? reason, string answer)
    {
        var reasoning = new TextReasoningContent("because") { ProtectedData = "signed" };
        var request = new ToolApprovalRequestContent("r1", new FunctionCallContent("c1", "pay"));
        List<ChatMessage> history = [Text(ChatRole.User, "Pay."), new(ChatRole.Assistant, [reasoning, request]) { RawRepresentation = "raw" }];
        if (approved is { } yes)
            history.Add(new ChatMessage(ChatRole.User, [request.CreateResponse(yes, reason)]));

        IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history);

        repaired.Should().HaveCount(3);
        repaired[1].Contents.Should().Equal(reasoning, request.ToolCall);
        repaired[1].RawRepresentation.Should().BeNull();
        repaired.Answers().Should().Equal(answer);
        HistoryRepair.Repair(history, _ => "recorded").Answers().Should().Equal("recorded");
    }

    [Fact]
    public void Repair_ApprovalOfAToolThatTheProviderRuns_IsTheProvidersBusiness()
    {
        ToolCallContent hosted = new McpServerToolCallContent("m1", "search", "server");
        var request = new ToolApprovalRequestContent("r1", hosted);
        ChatMessage[] history = [new(ChatRole.Assistant, [request]), new(ChatRole.User, [request.CreateResponse(true)]), Calls("c1")];

        IReadOnlyList<ChatMessage> repaired = HistoryRepair.Repair(history);

        repaired.Take(3).Should().Equal(history);
    }

    private static ChatMessage Text(ChatRole role, string text) => new(role, text);

    private static ChatMessage Calls(params string[] ids) => new(ChatRole.Assistant, [.. ids.Select(id => new FunctionCallContent(id, "tool"))]);

    private static ChatMessage Results(params (string Id, string Answer)[] results) =>
        new(ChatRole.Tool, [.. results.Select(r => new FunctionResultContent(r.Id, r.Answer))]);

    private static IEnumerable<AIContent> Said(IEnumerable<ChatMessage> messages) =>
        messages.SelectMany(m => m.Contents).Where(c => c is TextContent or TextReasoningContent);

    private static (string Text, string? Signature) Read(AIContent content) => content switch
    {
        TextReasoningContent reasoning => (reasoning.Text, reasoning.ProtectedData),
        _ => (((TextContent)content).Text, null),
    };
}
