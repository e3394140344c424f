namespace RefundDesk;

/// <summary>
/// What the shop pays back: the full price of what was damaged, wrong or missing; 10 % when late; the price less 15 % for
/// restocking when the customer changed their mind within 30 days of delivery, and nothing otherwise.
/// </summary>
public static class RefundPolicy
{
    /// <summary>Days after delivery in which a customer may change their mind.</summary>
    public const int ReturnDays = 30;

    private const decimal LateShare = 0.10m;
    private const decimal RestockingShare = 0.15m;

    /// <summary>The amount in EUR, rounded half up to cents, and the rule that gave it.</summary>
    /// <param name="order">The order; its dates decide.</param>
    /// <param name="reason">Why.</param>
    /// <param name="price">EUR paid for the affected lines.</param>
    public static (decimal Amount, string Rule) Apply(Order order, RefundReason reason, decimal price) => reason switch
    {
        RefundReason.Damaged or RefundReason.WrongItem or RefundReason.MissingItem => (price, "full price of the affected items"),
        RefundReason.Late => (Cents(price * LateShare), "10 % for late delivery"),
        RefundReason.ChangedMind when InReturnDays(order) => (Cents(price * (1 - RestockingShare)), "full price less 15 % restocking"),
        RefundReason.ChangedMind => (0m, "nothing: not within 30 days of delivery"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no rule for this reason."),
    };

    private static bool InReturnDays(Order order) => order.DeliveredOn is { } day && OrderBook.Today <= day.AddDays(ReturnDays);

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
}
