using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RefundDesk;

public sealed class ClientContractTests
{
    private static readonly OfflinePlanner Planner = new();

    [Fact]
    public void GetService_Metadata_NamesTheProvider()
    {
        Planner.GetService<ChatClientMetadata>()!.ProviderName.Should().Be("offline-planner");
        Planner.GetService<OfflinePlanner>().Should().BeSameAs(Planner);
        Planner.GetService<string>().Should().BeNull();
    }

    [Fact]
    public async Task Streaming_EveryPhrasing_GivesTheSameCallsAndText()
    {
        var lines = PhrasingBook.Lines("understood.txt").Select(line => PhrasingBook.Split(line))
            .Concat(PhrasingBook.Lines("not-understood.txt").Select(line => (Scenario: new[] { "none", "item" }, Text: line)));
        foreach (var (scenario, text) in lines)
        {
            var (plain, streamed) = (new BareLoop(), new BareLoop { Streaming = true });
            var filling = PhrasingBook.Fill(text, scenario[^1], plain.Book, new Random(7));

            (await streamed.SayAsync(filling.Text)).Should().Be(await plain.SayAsync(filling.Text));
            Describe(streamed).Should().Equal(Describe(plain));
        }
    }

    [Fact]
    public async Task Streaming_Text_ComesInWordsThenUsageThenFinish()
    {
        var updates = await Updates("hello");

        updates.Count(update => update.Text.Length > 0).Should().BeGreaterThan(5);
        updates[^2].Contents.Should().ContainSingle().Which.Should().BeOfType<UsageContent>();
        updates[^1].FinishReason.Should().Be(ChatFinishReason.Stop);
        updates[..^1].Should().OnlyContain(update => update.FinishReason == null);
        updates.Select(update => update.ResponseId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Usage_StreamingAndNot_IsTheSameEstimate()
    {
        ChatMessage[] messages = [new(ChatRole.User, "12345678")];
        var plain = await Planner.GetResponseAsync(messages);
        var streamed = await Planner.GetStreamingResponseAsync(messages).ToChatResponseAsync();

        plain.Usage!.InputTokenCount.Should().Be(2);
        plain.Usage.OutputTokenCount.Should().Be((plain.Text.Length + 3) / 4);
        plain.Usage.TotalTokenCount.Should().Be(plain.Usage.InputTokenCount + plain.Usage.OutputTokenCount);
        streamed.Usage!.TotalTokenCount.Should().Be(plain.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task Calls_InOneConversation_HaveUniqueIdsAndJsonArguments()
    {
        var loop = new BareLoop();
        await loop.SayAsync("Refund order 1042, it arrived broken");
        await loop.SayAsync("Where is order 1012?");

        var calls = loop.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        calls.Select(call => call.CallId).Should().HaveCount(5).And.OnlyHaveUniqueItems();
        calls.SelectMany(call => call.Arguments!.Values).Should().AllBeOfType<JsonElement>();
    }

    [Fact]
    public async Task CallId_InAShortenedConversation_IsStillNew()
    {
        var loop = new BareLoop();
        loop.Messages.Add(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call-3", "get_order")]));
        loop.Messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call-3", "gone")]));
        await loop.SayAsync("Where is order 1012?");

        loop.Calls.Single().CallId.Should().Be("call-4");
    }

    [Fact]
    public async Task Answer_SameMessages_IsTheSame()
    {
        ChatMessage[] messages = [new(ChatRole.User, "Refund order 1042, it arrived broken")];
        var options = new BareLoop().Options;

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Planner.GetResponseAsync(messages, options))));
        answers.Select(answer => ((FunctionCallContent)answer.Messages[0].Contents[0]).CallId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Cancelled_BeforeTheCall_Throws()
    {
        var cancelled = new CancellationToken(canceled: true);
        var plain = () => Planner.GetResponseAsync([new ChatMessage(ChatRole.User, "hello")], null, cancelled);
        var streamed = () => Planner.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "hello")], null, cancelled).ToChatResponseAsync();

        await plain.Should().ThrowAsync<OperationCanceledException>();
        await streamed.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task NoMessages_IsAnsweredPlainly() =>
        (await Planner.GetResponseAsync(Array.Empty<ChatMessage>())).Text.Should().StartWith("There is nothing to answer.");

    private async Task<List<ChatResponseUpdate>> Updates(string text)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Planner.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, text)]))
            updates.Add(update);
        return updates;
    }

    private static IEnumerable<string> Describe(BareLoop loop) =>
        loop.Calls.Select(call => $"{call.CallId} {call.Name} {string.Join(",", call.Arguments!.Select(pair => $"{pair.Key}={pair.Value}"))}");
}
