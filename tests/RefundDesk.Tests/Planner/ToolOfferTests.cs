using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RefundDesk;

public sealed class ToolOfferTests
{
    [Theory]
    [InlineData("get_order")]
    [InlineData("compute_refund")]
    [InlineData("refund_order")]
    public async Task Refund_NeededToolMissing_SaysWhichAndPaysNothing(string missing)
    {
        var loop = new BareLoop();
        loop.Tools.RemoveAll(tool => tool.Name == missing);

        (await loop.SayAsync("Refund order 1042, it arrived broken")).Should().Contain(missing).And.Contain("not offered");
        loop.Book.Refunds.Should().BeEmpty();
    }

    [Fact]
    public async Task Refund_MailToolMissing_PaysAndSaysThatNoMailWent()
    {
        var loop = new BareLoop();
        loop.Tools.RemoveAll(tool => tool.Name == "send_mail");

        var answer = await loop.SayAsync("Refund order 1042, it arrived broken");

        answer.Should().StartWith("Refunded 103.60 EUR on order 1042").And.Contain("send_mail").And.Contain("not offered");
        loop.Book.Refunds.Should().ContainSingle();
    }

    [Theory]
    [InlineData("What did Ada Example order?", "find_orders")]
    [InlineData("Find customer Ada Example", "find_customers")]
    [InlineData("Mail the customer of order 1042 that it is on its way", "send_mail")]
    public async Task Request_ToolMissing_SaysWhich(string text, string missing)
    {
        var loop = new BareLoop();
        loop.Tools.RemoveAll(tool => tool.Name == missing);

        (await loop.SayAsync(text)).Should().Contain(missing).And.Contain("not offered");
        loop.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task ToolMode_None_OffersNothing()
    {
        var options = new BareLoop().Options;
        options.ToolMode = ChatToolMode.None;

        using var planner = new OfflinePlanner();
        var answer = await planner.GetResponseAsync([new ChatMessage(ChatRole.User, "Where is order 1042?")], options);
        answer.Text.Should().Contain("not offered");
    }

    [Fact]
    public async Task Arguments_FollowTheSchema_NotOurOwnNames()
    {
        var arguments = await FirstCallAsync(
            """{ "type": "object", "properties": { "orderNumber": { "type": "string" } }, "required": ["orderNumber"] }""");

        arguments["orderNumber"].Should().BeOfType<JsonElement>().Which.GetString().Should().Be("1042");
    }

    [Fact]
    public async Task RequiredParameter_Unknown_IsSaidAndNotGuessed()
    {
        using var planner = new OfflinePlanner();
        var answer = await planner.GetResponseAsync(
            [new ChatMessage(ChatRole.User, "Where is order 1042?")],
            Offer("""{ "type": "object", "properties": { "order_id": { "type": "integer" }, "branch": { "type": "string" } }, "required": ["order_id", "branch"] }"""));

        answer.Text.Should().Contain("branch").And.Contain("do not know");
    }

    [Theory]
    [InlineData("it arrived broken", "DEFECTIVE")]
    [InlineData("it was late", "late-delivery")]
    [InlineData("the best-before date had expired", "expired")]
    public void Reason_IsPickedFromTheMembersOffered(string text, string expected) =>
        ReasonReader.Pick(Sentence.Of(text), ["late-delivery", "DEFECTIVE", "expired"]).Should().Be(expected);

    [Fact]
    public void Reason_DeniedOrUnknown_IsNotPicked()
    {
        ReasonReader.Pick(Sentence.Of("it was not damaged"), ["damaged", "late"]).Should().BeNull();
        ReasonReader.Pick(Sentence.Of("it is purple"), ["damaged", "late"]).Should().BeNull();
    }

    private static async Task<IDictionary<string, object?>> FirstCallAsync(string schema)
    {
        using var planner = new OfflinePlanner();
        var answer = await planner.GetResponseAsync([new ChatMessage(ChatRole.User, "Where is order 1042?")], Offer(schema));
        return answer.Messages[0].Contents.OfType<FunctionCallContent>().Single().Arguments!;
    }

    private static ChatOptions Offer(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("get_order", "Gives an order.", document.RootElement.Clone())] };
    }
}
