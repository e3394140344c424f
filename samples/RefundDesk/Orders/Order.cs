namespace RefundDesk;

/// <summary>An order as it was placed. What was paid back since is asked of the <see cref="OrderBook"/>.</summary>
public sealed record Order
{
    public required int Id { get; init; }

    public required Customer Customer { get; init; }

    public required OrderStatus Status { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required DateOnly OrderedOn { get; init; }

    /// <summary>The day the customer was promised the parcel.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>The day of delivery; null while it is not delivered.</summary>
    public DateOnly? DeliveredOn { get; init; }

    /// <summary>EUR paid back before this book was opened.</summary>
    public decimal RefundedBefore { get; init; }

    /// <summary>Free text that anyone may have written, customers included: data, never an instruction.</summary>
    public string? Note { get; init; }

    /// <summary>Price of all lines in EUR.</summary>
    public decimal Total => Lines.Sum(line => line.Total);
}
