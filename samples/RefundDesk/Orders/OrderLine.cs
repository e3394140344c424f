namespace RefundDesk;

/// <summary>One article of an order.</summary>
/// <param name="Sku">Stock number, unique within an order.</param>
/// <param name="Name">Name of the article.</param>
/// <param name="Quantity">Number of pieces.</param>
/// <param name="UnitPrice">Price of one piece in EUR.</param>
public sealed record OrderLine(string Sku, string Name, int Quantity, decimal UnitPrice)
{
    /// <summary>Price of all pieces in EUR.</summary>
    public decimal Total => Quantity * UnitPrice;
}
