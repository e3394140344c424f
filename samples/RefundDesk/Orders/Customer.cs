namespace RefundDesk;

/// <summary>A customer of the shop. All of them are invented.</summary>
public sealed record Customer(string Id, string Name, string Mail);
