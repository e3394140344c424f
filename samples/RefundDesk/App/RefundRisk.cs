using System.Text.Json;
using Agentry;

namespace RefundDesk;

/// <summary>How much harm a refund can do: above an amount a person looks at it. What the book refuses anyway is nobody's time.</summary>
internal static class RefundRisk
{
    public static RiskTier Of(OrderBook book, decimal alone, IReadOnlyDictionary<string, object?> arguments)
    {
        decimal amount = ((JsonElement)arguments["amount"]!).GetDecimal();
        bool canBePaid = book.Find(((JsonElement)arguments["order_id"]!).GetInt32()) is { } order && amount <= book.LeftOf(order);
        return canBePaid && amount > alone ? RiskTier.High : RiskTier.Medium;
    }
}
