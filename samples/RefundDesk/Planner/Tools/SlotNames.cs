using System.Text;

namespace RefundDesk;

/// <summary>Tells from a parameter's name what it is for, in snake_case or camelCase.</summary>
internal static class SlotNames
{
    private static readonly (Slot Slot, string[] Names)[] Rows =
    [
        (Slot.OrderId, ["order", "id", "number"]),
        (Slot.Items, ["items", "lines", "products", "skus"]),
        (Slot.Item, ["item", "product", "sku"]),
        (Slot.Reason, ["reason", "cause", "why"]),
        (Slot.Amount, ["amount", "sum", "value", "eur"]),
        (Slot.Subject, ["subject", "title"]),
        (Slot.Body, ["body", "message", "content", "text"]),
        (Slot.To, ["to", "recipient", "address", "mail", "email"]),
        (Slot.Customer, ["customer", "client", "buyer"]),
        (Slot.Query, ["query", "search", "name", "q"]),
    ];

    /// <summary>The first of the offered slots that the name speaks of, or null.</summary>
    public static Slot? Of(string property, IEnumerable<Slot> offered)
    {
        var words = Words(property);
        foreach (var (slot, names) in Rows)
        {
            if (words.Intersect(names).Any() && offered.Contains(slot))
                return slot;
        }

        return null;
    }

    private static string[] Words(string property)
    {
        var text = new StringBuilder();
        foreach (var letter in property)
            text.Append(char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : letter.ToString());
        return text.ToString().Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries);
    }
}
