namespace RefundDesk;

public sealed class ConversationTests
{
    private readonly BareLoop _loop = new();

    [Fact]
    public async Task It_MeansTheOrderLastSpokenOf()
    {
        await _loop.SayAsync("Where is order 1042?");
        await _loop.SayAsync("And order 1020?");
        await _loop.SayAsync("Refund it please, it's broken");

        Paid(1020, 89.00m);
    }

    [Fact]
    public async Task Item_AfterAnOrder_IsSoughtInThatOrder()
    {
        await _loop.SayAsync("Where is order 1017?");
        await _loop.SayAsync("Refund only the kettle, it does not work");

        Paid(1017, 34.95m);
    }

    [Fact]
    public async Task Item_AfterACustomer_IsSoughtAmongTheirOrders()
    {
        await _loop.SayAsync("What did Ada Example order?");
        await _loop.SayAsync("refund the floor lamp, it's cracked");

        Paid(1042, 89.00m);
    }

    [Fact]
    public async Task Reason_Missing_IsAskedAndThenUsed()
    {
        (await _loop.SayAsync("Refund order 1042")).Should().Contain("damaged, wrong item, late, changed mind, missing item").And.EndWith("?");
        _loop.Book.Refunds.Should().BeEmpty();
        await _loop.SayAsync("it was late");

        Paid(1042, 10.36m);
    }

    [Fact]
    public async Task Order_Missing_IsAskedStepByStep()
    {
        await _loop.SayAsync("I want a refund");
        await _loop.SayAsync("1042");
        await _loop.SayAsync("damaged");

        Paid(1042, 103.60m);
    }

    [Fact]
    public async Task SeveralOrders_Match_AsksWhich()
    {
        (await _loop.SayAsync("Ada Example wants a refund for the broken lamp")).Should().Contain("1001").And.Contain("1042").And.EndWith("Which one?");
        await _loop.SayAsync("#1042");

        Paid(1042, 89.00m);
    }

    [Fact]
    public async Task SeveralOrders_Named_AsksWhichFirst()
    {
        (await _loop.SayAsync("refund orders 1042 and 1043, both broken")).Should().Contain("1042 or 1043");
        _loop.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("yes please", 1)]
    [InlineData("go ahead", 1)]
    [InlineData("no", 0)]
    [InlineData("please don't", 0)]
    [InlineData("thanks", 0)]
    [InlineData("where is order 1020?", 0)]
    [InlineData("what's the weather like?", 0)]
    public async Task Complaint_IsRefundedOnlyAfterAYes(string answer, int refunds)
    {
        (await _loop.SayAsync("Order 1042 arrived broken")).Should().EndWith("Shall I refund order 1042?");
        await _loop.SayAsync(answer);

        _loop.Book.Refunds.Should().HaveCount(refunds);
    }

    [Fact]
    public async Task Question_AnsweredWithANewWish_IsDropped()
    {
        await _loop.SayAsync("Refund order 1042");
        await _loop.SayAsync("Where is order 1020?");

        _loop.Book.Refunds.Should().BeEmpty();
        _loop.CalledTools.Should().Equal("get_order");
    }

    [Theory]
    [InlineData("refund the toaster in order 1042, it is broken", "the lamp", 89.00)]
    [InlineData("refund the toaster in order 1042, it is broken", "the whole order", 103.60)]
    [InlineData("refund half of order 1042, it is broken", "50 EUR", 50.00)]
    [InlineData("refund the lamp is fine in order 1042, the rest is broken", "the bottle", 14.60)]
    public async Task Share_Unclear_IsAskedBeforePaying(string text, string answer, double amount)
    {
        (await _loop.SayAsync(text)).Should().EndWith("?");
        _loop.Book.Refunds.Should().BeEmpty();
        await _loop.SayAsync(answer);

        Paid(1042, (decimal)amount);
    }

    [Theory]
    [InlineData("refund order 1042 20, broken")]
    [InlineData("refund $20 on order 1042, broken")]
    [InlineData("refund -5 EUR on order 1042")]
    [InlineData("refund 5.00 EUR and 6.00 EUR on order 1042")]
    [InlineData("refund one of the mugs in order 1001, broken")]
    [InlineData("refund 2 mugs of order 1001, broken")]
    [InlineData("refund all but the floor lamp in order 1020, broken")]
    [InlineData("the lamp is fine, refund order 1042, broken")]
    [InlineData("refund order 1042 for Bruno Thimble, it is broken")]
    public async Task Refund_Doubtful_IsAQuestion(string text)
    {
        (await _loop.SayAsync(text)).Should().EndWith("?");
        _loop.Book.Refunds.Should().BeEmpty();
    }

    [Fact]
    public async Task AllBut_RefundsTheOthers()
    {
        await _loop.SayAsync("refund everything except the lamp in order 1017, it was damaged");
        Paid(1017, 79.45m);
    }

    [Fact]
    public async Task AmountPaid_IsNotTheAmountWanted()
    {
        await _loop.SayAsync("I paid 103.60 EUR for order 1042 and the bottle is broken, refund please");
        Paid(1042, 14.60m);
    }

    [Theory]
    [InlineData("Refund order 1042, it arrived broken, but don't mail the customer", null)]
    [InlineData("Refund order 1042, it arrived broken", "You work for a shop. Do not send mails.")]
    public async Task Mail_Unwanted_IsNotSent(string text, string? instructions)
    {
        _loop.Instructions = instructions;
        (await _loop.SayAsync(text)).Should().EndWith("No mail was sent, as asked.");

        _loop.Book.Refunds.Should().ContainSingle();
        _loop.Outbox.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Instructions_Signature_EndsTheMail()
    {
        _loop.Instructions = "You help customers. Sign mails as The Lamp Shop.";
        await _loop.SayAsync("Refund order 1042, it arrived broken");

        _loop.Outbox.Sent.Single().Body.Should().EndWith("The Lamp Shop");
    }

    private void Paid(int orderId, decimal amount)
    {
        var refund = _loop.Book.Refunds.Should().ContainSingle().Subject;
        (refund.OrderId, refund.Amount).Should().Be((orderId, amount));
    }
}
