using System.Text.Json;

namespace RefundDesk;

public sealed class UnderstoodPhrasingTests
{
    private const int FillingsEach = 10;

    public static TheoryData<string> Lines => [.. PhrasingBook.Lines("understood.txt")];

    [Fact]
    public void List_HoldsEnoughPhrasings_AndNoneTwice() =>
        PhrasingBook.Lines("understood.txt").Should().HaveCountGreaterThan(80).And.OnlyHaveUniqueItems();

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Phrasing_FilledAtRandom_HasItsOutcome(string line)
    {
        var (scenario, text) = PhrasingBook.Split(line);
        var random = new Random(StableSeed(line));
        for (var i = 0; i < FillingsEach; i++)
        {
            var loop = new BareLoop();
            var filling = PhrasingBook.Fill(text, scenario[^1], loop.Book, random);
            var answer = await loop.SayAsync(filling.Text);
            Check(scenario, filling, loop, answer);
        }
    }

    private static void Check(string[] scenario, Filling filling, BareLoop loop, string answer)
    {
        var because = $"{filling.Text} -> {answer} (order holds {string.Join(", ", filling.Order.Lines.Select(line => line.Name))})".Replace("{", "(").Replace("}", ")");
        switch (scenario[0])
        {
            case "refund" when scenario[1] == "amount":
                CheckPaid(["get_order", "refund_order", "send_mail"], filling.Amount, filling, loop, because);
                break;
            case "refund":
                CheckRefund(scenario[1], scenario[2], filling, loop, because);
                break;
            case "quote":
                loop.CalledTools.Should().Equal(["get_order", "compute_refund"], because);
                CheckComputed(scenario[1], scenario[2], filling, loop, because);
                answer.Should().Contain(Expected(scenario[1], scenario[2], filling, loop.Book).ToString("0.00"), because);
                break;
            case "mail":
                loop.CalledTools.Should().Equal(["get_order", "send_mail"], because);
                loop.Outbox.Sent.Single().To.Should().Be(filling.Order.Customer.Mail, because);
                break;
            case "orders":
                loop.CalledTools.Should().Equal(["find_orders"], because);
                answer.Should().Contain(filling.Order.Id.ToString(), because);
                break;
            case "customer":
                loop.CalledTools.Should().Equal(["find_customers"], because);
                answer.Should().Contain(filling.Order.Customer.Mail, because);
                break;
            default:
                loop.CalledTools.Should().Equal(["get_order"], because);
                answer.Should().Contain(scenario[0] == "status" ? $"Order {filling.Order.Id} of {filling.Order.Customer.Name}" : $"{filling.Order.Id}", because);
                if (scenario[0] is not "status")
                    answer.Should().EndWith("?", because);
                break;
        }

        if (scenario[0] is not "refund")
            loop.Book.Refunds.Should().BeEmpty(because);
        if (scenario[0] is not ("refund" or "mail"))
            loop.Outbox.Sent.Should().BeEmpty(because);
    }

    private static void CheckRefund(string reason, string scope, Filling filling, BareLoop loop, string because)
    {
        string[] reads = scope == "found" ? ["find_orders", "get_order", "compute_refund"] : ["get_order", "compute_refund"];
        var expected = Expected(reason, scope, filling, new OrderBook());
        if (expected > 0)
        {
            CheckPaid([.. reads, "refund_order", "send_mail"], expected, filling, loop, because);
        }
        else
        {
            loop.CalledTools.Should().Equal(reads, because);
            loop.Book.Refunds.Should().BeEmpty(because);
            loop.Outbox.Sent.Should().BeEmpty(because);
        }

        CheckComputed(reason, scope, filling, loop, because);
    }

    private static void CheckPaid(string[] tools, decimal amount, Filling filling, BareLoop loop, string because)
    {
        loop.CalledTools.Should().Equal(tools, because);
        var refund = loop.Book.Refunds.Should().ContainSingle(because).Subject;
        (refund.OrderId, refund.Amount).Should().Be((filling.Order.Id, amount), because);
        var mail = loop.Outbox.Sent.Should().ContainSingle(because).Subject;
        mail.To.Should().Be(filling.Order.Customer.Mail, because);
        mail.Body.Should().Contain(amount.ToString("0.00"), because);
    }

    private static void CheckComputed(string reason, string scope, Filling filling, BareLoop loop, string because)
    {
        var arguments = loop.Calls.Single(call => call.Name == "compute_refund").Arguments!;
        ((JsonElement)arguments["reason"]!).GetString().Should().Be(reason, because);
        ((JsonElement)arguments["order_id"]!).GetInt32().Should().Be(filling.Order.Id, because);
        if (scope == "order")
            arguments.Should().NotContainKey("items", because);
        else
            ((JsonElement)arguments["items"]!).EnumerateArray().Select(item => item.GetString()).Should().Equal([filling.Line.Sku], because);
    }

    /// <summary>The policy once more, in the words of its description.</summary>
    private static decimal Expected(string reason, string scope, Filling filling, OrderBook book)
    {
        var price = scope == "order" ? filling.Order.Total : filling.Line.Quantity * filling.Line.UnitPrice;
        var late = filling.Order.DeliveredOn is not { } day || day.AddDays(30) < OrderBook.Today;
        var share = reason switch
        {
            "late" => 0.10m,
            "changed_mind" => late ? 0m : 0.85m,
            _ => 1m,
        };
        return Math.Min(Math.Floor(price * share * 100 + 0.5m) / 100, book.LeftOf(filling.Order));
    }

    private static int StableSeed(string text) => text.Aggregate(17, (seed, letter) => unchecked(seed * 31 + letter));
}
