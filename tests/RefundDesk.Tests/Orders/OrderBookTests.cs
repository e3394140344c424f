namespace RefundDesk;

public sealed class OrderBookTests
{
    private readonly OrderBook _book = new();

    [Fact]
    public void Book_MadeTwice_IsTheSame() =>
        new OrderBook().Orders.Select(order => (order.Id, order.Total, order.Customer)).Should().Equal(
            _book.Orders.Select(order => (order.Id, order.Total, order.Customer)));

    [Fact]
    public void Book_Orders_AreDozensWithPlausibleDates()
    {
        _book.Orders.Should().HaveCountGreaterThanOrEqualTo(40).And.Contain(order => order.Id == 1042);
        _book.Customers.Should().HaveCountGreaterThanOrEqualTo(25);
        _book.Orders.Should().OnlyContain(order => order.OrderedOn <= OrderBook.Today && (order.DeliveredOn ?? order.OrderedOn) <= OrderBook.Today);
        _book.Orders.Select(order => order.Status).Distinct().Should().BeEquivalentTo(Enum.GetValues<OrderStatus>());
    }

    [Fact]
    public void Book_Customers_HaveReservedMailAddresses() =>
        _book.Customers.Should().OnlyContain(customer =>
            customer.Mail.EndsWith("@example.com", StringComparison.Ordinal) || customer.Mail.EndsWith("@example.org", StringComparison.Ordinal));

    [Fact]
    public void Refund_WithinTheLimit_IsRecorded()
    {
        var result = _book.Refund(1042, 3.60m, "damaged", "k1");

        result.Should().BeOfType<RefundResult.Recorded>().Which.Should().Match<RefundResult.Recorded>(done => done.Left == 100.00m && !done.Repeated);
        _book.RefundedOf(_book.Find(1042)!).Should().Be(3.60m);
    }

    [Fact]
    public void Refund_SameKeyAgain_GivesTheSameRefund()
    {
        var first = (RefundResult.Recorded)_book.Refund(1042, 10m, "damaged", "k1");
        var again = (RefundResult.Recorded)_book.Refund(1042, 10m, "damaged", "k1");

        again.Refund.Should().BeSameAs(first.Refund);
        again.Repeated.Should().BeTrue();
        _book.Refunds.Should().ContainSingle();
    }

    [Fact]
    public void Refund_SameKeyAfterAllIsRefunded_StillGivesTheSameRefund()
    {
        _book.Refund(1042, 103.60m, "damaged", "k1");
        _book.Refund(1042, 103.60m, "damaged", "k1").Should().BeOfType<RefundResult.Recorded>();
    }

    [Theory]
    [InlineData(1042, 11, "key_conflict")]
    [InlineData(1001, 10, "key_conflict")]
    public void Refund_KnownKeyForAnotherRefund_IsRefused(int orderId, int amount, string code)
    {
        _book.Refund(1042, 10m, "damaged", "k1");
        Code(_book.Refund(orderId, amount, "damaged", "k1")).Should().Be(code);
    }

    [Theory]
    [InlineData(9999, 1.00, "unknown_order")]
    [InlineData(1042, 0, "bad_amount")]
    [InlineData(1042, -1, "bad_amount")]
    [InlineData(1042, 1.005, "bad_amount")]
    [InlineData(1042, 103.61, "amount_too_high")]
    [InlineData(1014, 0.01, "amount_too_high")]
    [InlineData(1007, 0.01, "amount_too_high")]
    [InlineData(1036, 67.91, "amount_too_high")]
    public void Refund_NotAllowed_IsRefusedWithACode(int orderId, double amount, string code)
    {
        Code(_book.Refund(orderId, (decimal)amount, "damaged", "k1")).Should().Be(code);
        _book.Refunds.Should().BeEmpty();
    }

    [Fact]
    public void Refund_ExactlyWhatIsLeft_IsRecorded() =>
        _book.Refund(1036, 67.90m, "damaged", "k1").Should().BeOfType<RefundResult.Recorded>().Which.Left.Should().Be(0);

    [Fact]
    public void Refund_ManyAtOnce_NeverExceedTheOrder()
    {
        Parallel.For(0, 500, i => _book.Refund(1042, 1m, "damaged", $"k{i}"));

        _book.Refunds.Should().HaveCount(103);
        _book.Refunds.Select(refund => refund.Id).Should().OnlyHaveUniqueItems();
        _book.LeftOf(_book.Find(1042)!).Should().Be(0.60m);
    }

    [Fact]
    public void Refund_SameKeyManyTimesAtOnce_IsRecordedOnce()
    {
        Parallel.For(0, 200, _ => _book.Refund(1042, 5m, "damaged", "one"));
        _book.Refunds.Should().ContainSingle();
    }

    [Fact]
    public void Outbox_SameKeyAgain_SendsOnce()
    {
        var outbox = new Outbox();
        Parallel.For(0, 50, _ => outbox.Send("a@example.com", "s", "b", "one"));
        outbox.Send("a@example.com", "s", "b");

        outbox.Sent.Should().HaveCount(2);
    }

    private static string Code(RefundResult result) => result.Should().BeOfType<RefundResult.Refused>().Subject.Code;
}
