namespace RefundDesk;

public sealed class RefundPolicyTests
{
    [Theory]
    [InlineData(RefundReason.Damaged, 1042, 103.60)]
    [InlineData(RefundReason.WrongItem, 1042, 103.60)]
    [InlineData(RefundReason.MissingItem, 1042, 103.60)]
    [InlineData(RefundReason.Late, 1042, 10.36)]
    [InlineData(RefundReason.ChangedMind, 1042, 88.06)]
    [InlineData(RefundReason.ChangedMind, 1016, 0)]
    [InlineData(RefundReason.ChangedMind, 1012, 0)]
    public void Policy_Reason_GivesItsShare(RefundReason reason, int orderId, double expected)
    {
        var order = new OrderBook().Find(orderId)!;
        RefundPolicy.Apply(order, reason, order.Total).Amount.Should().Be((decimal)expected);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Policy_ChangedMind_EndsThirtyDaysAfterDelivery(int days, bool pays)
    {
        var order = new OrderBook().Find(1042)! with { DeliveredOn = OrderBook.Today.AddDays(-days) };
        (RefundPolicy.Apply(order, RefundReason.ChangedMind, 10m).Amount > 0).Should().Be(pays);
    }

    [Fact]
    public void Policy_HalfCents_AreRoundedUp() =>
        RefundPolicy.Apply(new OrderBook().Find(1042)!, RefundReason.Late, 8.75m).Amount.Should().Be(0.88m);
}
