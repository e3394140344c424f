namespace RefundDesk;

/// <summary>Money paid back.</summary>
/// <param name="Id">Number of the refund in the book.</param>
/// <param name="OrderId">The order it belongs to.</param>
/// <param name="Amount">EUR, always above zero.</param>
/// <param name="Reason">Why, in the words of the desk.</param>
/// <param name="IdempotencyKey">The key under which asking again gives this refund again; null when there is none.</param>
public sealed record Refund(string Id, int OrderId, decimal Amount, string Reason, string? IdempotencyKey);
