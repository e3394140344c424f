using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RefundDesk;

public sealed class DeskToolsTests
{
    private readonly OrderBook _book = new();
    private readonly Outbox _outbox = new();

    [Fact]
    public void Functions_AreTheSixTools_WithDescribedSnakeCaseParameters()
    {
        var functions = Functions();

        functions.Select(function => function.Name).Should().Equal(
            "find_orders", "get_order", "find_customers", "compute_refund", "refund_order", "send_mail");
        functions.Should().OnlyContain(function => function.Description.Length > 0);
        functions.SelectMany(function => function.JsonSchema.GetProperty("properties").EnumerateObject()).Should().OnlyContain(parameter =>
            parameter.Value.GetProperty("description").GetString()!.Length > 0 && !parameter.Name.Any(char.IsUpper));
    }

    [Fact]
    public void ComputeRefund_Schema_ListsTheReasons() =>
        Functions().Single(function => function.Name == "compute_refund").JsonSchema
            .GetProperty("properties").GetProperty("reason").GetProperty("enum").EnumerateArray().Select(item => item.GetString())
            .Should().Equal("damaged", "wrong_item", "late", "changed_mind", "missing_item");

    [Fact]
    public async Task GetOrder_Known_IsPlainJson()
    {
        var order = await CallAsync("get_order", ("order_id", JsonValues.Of(1042)));

        order.GetProperty("customer_mail").GetString().Should().Be("ada.example@example.org");
        order.GetProperty("status").GetString().Should().Be("delivered");
        order.GetProperty("refundable").GetDecimal().Should().Be(103.60m);
        order.TryGetProperty("note", out _).Should().BeFalse("nothing is written for null");
    }

    [Theory]
    [InlineData("get_order", "unknown_order")]
    [InlineData("compute_refund", "unknown_order")]
    [InlineData("refund_order", "unknown_order")]
    [InlineData("find_orders", "nothing_to_find")]
    [InlineData("send_mail", "bad_address")]
    public async Task Tool_ExpectedFailure_IsData(string tool, string code)
    {
        (string, JsonElement)[] arguments = tool switch
        {
            "find_orders" => [],
            "send_mail" => [("to", JsonValues.Of("nobody")), ("subject", JsonValues.Of("s")), ("body", JsonValues.Of("b"))],
            "compute_refund" => [("order_id", JsonValues.Of(9)), ("reason", JsonValues.Of("late"))],
            "refund_order" => [("order_id", JsonValues.Of(9)), ("amount", JsonValues.Of(1)), ("reason", JsonValues.Of("late"))],
            _ => [("order_id", JsonValues.Of(9))],
        };
        var answer = await CallAsync(tool, arguments);

        answer.GetProperty("code").GetString().Should().Be(code);
        answer.GetProperty("error").GetString().Should().NotBeEmpty();
    }

    [Fact]
    public async Task ComputeRefund_UnknownItem_IsData() => (await CallAsync(
        "compute_refund", ("order_id", JsonValues.Of(1042)), ("reason", JsonValues.Of("late")), ("items", JsonValues.Of(["boat"]))))
        .GetProperty("code").GetString().Should().Be("unknown_item");

    [Fact]
    public async Task RefundOrder_WithAKeyFromTheHost_IsPaidOnce()
    {
        for (var i = 0; i < 3; i++)
            await RefundAsync("one key");

        _book.Refunds.Should().ContainSingle().Which.IdempotencyKey.Should().Be("one key");
    }

    [Fact]
    public async Task RefundOrder_WithoutAKey_IsPaidEachTime()
    {
        await RefundAsync(key: null);
        await RefundAsync(key: null);

        _book.Refunds.Should().HaveCount(2);
    }

    [Fact]
    public async Task FindOrders_PluralAndPartOfName_Match()
    {
        var found = await CallAsync("find_orders", ("customer", JsonValues.Of("ada")), ("item", JsonValues.Of("Mugs")));
        found.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("order_id").GetInt32()).Should().Equal(1001);
    }

    private IReadOnlyList<AIFunction> Functions(string? key = null) => new DeskTools(_book, _outbox, _ => key).CreateFunctions();

    private Task<JsonElement> RefundAsync(string? key) => CallAsync(
        Functions(key), "refund_order", ("order_id", JsonValues.Of(1042)), ("amount", JsonValues.Of(5)), ("reason", JsonValues.Of("late")));

    private Task<JsonElement> CallAsync(string tool, params (string Name, JsonElement Value)[] arguments) => CallAsync(Functions(), tool, arguments);

    private static async Task<JsonElement> CallAsync(
        IReadOnlyList<AIFunction> functions, string tool, params (string Name, JsonElement Value)[] arguments) =>
        (JsonElement)(await functions.Single(function => function.Name == tool).InvokeAsync(
            new AIFunctionArguments(arguments.ToDictionary(pair => pair.Name, pair => (object?)pair.Value))))!;
}
