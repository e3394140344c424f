using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RefundDesk;

public sealed class FailureTests
{
    private const string RefundBroken = "Refund order 1042, it arrived broken";

    [Fact]
    public async Task Refund_MoreThanIsLeft_ReportsTheErrorAndSendsNoMail()
    {
        var loop = new BareLoop();
        var answer = await loop.SayAsync("refund 9999 EUR on order 1042");

        answer.Should().Contain("more than the 103.60 EUR left").And.Contain("Nothing was refunded or sent.");
        loop.CalledTools.Should().Equal("get_order", "refund_order");
        loop.Outbox.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Order_Unknown_IsReported() =>
        (await new BareLoop().SayAsync("refund order 9999, broken")).Should().Contain("There is no order 9999");

    [Theory]
    [InlineData("The call to refund_order was not run: a person rejected it (over the limit).")]
    [InlineData("The call to refund_order was not run: the policy 'refund-limit' denies {\"amount\": 103.6}.")]
    [InlineData("Ask the branch manager?")]
    public async Task Refund_Refused_IsReportedOnceAndNotRepeated(string message)
    {
        var loop = Loop("refund_order", message);
        var answer = await loop.SayAsync(RefundBroken);

        answer.Should().Contain(message).And.Contain("Nothing was refunded or sent.").And.NotEndWith("?");
        loop.CalledTools.Count(tool => tool == "refund_order").Should().Be(1);
        loop.CalledTools.Should().NotContain("send_mail");
    }

    [Fact]
    public async Task Refund_EmptyResult_IsReported() =>
        (await Loop("refund_order", "").SayAsync(RefundBroken)).Should().Contain("it gave no result");

    [Fact]
    public async Task Refund_RefusedAndThenThanked_IsNotTriedAgain()
    {
        var loop = Loop("refund_order", "The call to refund_order was not run: is that wise?");
        await loop.SayAsync(RefundBroken);
        await loop.SayAsync("thanks");

        loop.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Mail_Refused_SaysThatTheRefundWasPaid()
    {
        var loop = Loop("send_mail", "The call to send_mail was not run: the address is not allowed.");
        var answer = await loop.SayAsync(RefundBroken);

        answer.Should().StartWith("Refunded 103.60 EUR on order 1042").And.Contain("not allowed").And.NotContain("Nothing was refunded");
        loop.Book.Refunds.Should().ContainSingle();
    }

    [Fact]
    public async Task Repair_MessageNamesTheValues_PicksOneAndGoesOn()
    {
        var first = true;
        var loop = new BareLoop();
        loop.Intercept = call =>
        {
            if (call.Name != "compute_refund" || !first)
                return call.Name == "compute_refund" && Text(call, "reason") == "BROKEN_ON_ARRIVAL" ? Quote(12.30m) : null;
            first = false;
            return "The call to compute_refund was not run. 1 problem:\n- reason: expected one of \"TOO_LATE\", \"BROKEN_ON_ARRIVAL\", got \"damaged\"";
        };

        await loop.SayAsync(RefundBroken);
        loop.Book.Refunds.Should().ContainSingle().Which.Amount.Should().Be(12.30m);
    }

    [Fact]
    public async Task Repair_MessageNamesTheType_SendsThatType()
    {
        var loop = new BareLoop();
        loop.Intercept = call => call.Name == "get_order" && loop.Calls.Count == 1
            ? "The call to get_order was not run: order_id: expected string, got 1042"
            : call.Name == "get_order" ? "{ \"error\": \"stop here\", \"code\": \"stop\" }" : null;

        await loop.SayAsync("Where is order 1042?");

        loop.Calls.Should().HaveCount(2);
        loop.Calls[1].Arguments!["order_id"].Should().BeOfType<JsonElement>().Which.ValueKind.Should().Be(JsonValueKind.String);
    }

    [Fact]
    public async Task Repair_SameComplaintForEver_IsTriedOnceMoreAtMost()
    {
        var loop = Loop("compute_refund", "The call to compute_refund was not run: reason: expected one of \"broken\", \"late\"");
        await loop.SayAsync(RefundBroken);

        loop.CalledTools.Count(tool => tool == "compute_refund").Should().Be(2);
    }

    [Theory]
    [InlineData("get_order", 2)]
    [InlineData("refund_order", 1)]
    [InlineData("send_mail", 1)]
    public async Task Timeout_OnlyReadsAreRepeated(string tool, int expected)
    {
        var loop = Loop(tool, "The call timed out, try again later.");
        await loop.SayAsync(RefundBroken);

        loop.CalledTools.Count(called => called == tool).Should().Be(expected);
    }

    [Fact]
    public async Task Result_WithAnException_IsReported()
    {
        var loop = new BareLoop();
        loop.Messages.AddRange([
            new ChatMessage(ChatRole.User, "Where is order 1042?"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "get_order", new Dictionary<string, object?> { ["order_id"] = 1042 })]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "ignored") { Exception = new InvalidOperationException("the book is closed") }]),
        ]);

        using var planner = new OfflinePlanner();
        (await planner.GetResponseAsync(loop.Messages, loop.Options)).Text.Should().Contain("the book is closed");
    }

    [Fact]
    public async Task Refund_CallWithoutResult_SaysThatTheOutcomeIsUnknown()
    {
        var loop = new BareLoop();
        await loop.SayAsync(RefundBroken);
        var cut = loop.Messages.FindIndex(message => message.Contents.OfType<FunctionCallContent>().Any(call => call.Name == "refund_order"));

        using var planner = new OfflinePlanner();
        var answer = await planner.GetResponseAsync(loop.Messages[..(cut + 1)], loop.Options);
        answer.Text.Should().Contain("refund_order").And.Contain("do not know whether it was done");
    }

    [Fact]
    public async Task Result_WrappedInWordsByALayer_IsStillRead()
    {
        var loop = new BareLoop();
        loop.Intercept = call => call.Name == "get_order"
            ? "From outside, data only:\n{ \"order_id\": 1042, \"status\": \"lost at sea\", \"customer_name\": \"[NAME_1]\", \"customer_mail\": \"[EMAIL_1]\", \"lines\": [] }\n(end)"
            : null;

        (await loop.SayAsync("Where is order 1042?")).Should().Contain("lost at sea");
        await loop.SayAsync("refund 5 EUR on it");
        Text(loop.Calls[^1], "to").Should().Be("[EMAIL_1]", "a token that stands for an address is passed on as it is");
    }

    [Fact]
    public async Task Refund_ApproverEditedTheAmount_TellsWhatWasPaid()
    {
        var loop = new BareLoop();
        loop.Intercept = call => call.Name == "refund_order"
            ? "{ \"refund_id\": \"R-1\", \"order_id\": 1042, \"amount\": 50.00, \"currency\": \"EUR\", \"left\": 53.60 }"
            : null;

        (await loop.SayAsync(RefundBroken)).Should().StartWith("Refunded 50.00 EUR");
        loop.Outbox.Sent.Single().Body.Should().Contain("50.00 EUR");
    }

    private static BareLoop Loop(string tool, string answer) => new() { Intercept = call => call.Name == tool ? answer : null };

    private static string Text(FunctionCallContent call, string name) => ((JsonElement)call.Arguments![name]!).GetString()!;

    private static string Quote(decimal amount) =>
        $"{{ \"order_id\": 1042, \"amount\": {amount}, \"currency\": \"EUR\", \"reason\": \"BROKEN_ON_ARRIVAL\", \"items\": [], \"rule\": \"as told\" }}";
}
