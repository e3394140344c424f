namespace RefundDesk;

/// <summary>Finds orders and customers the way a clerk would: every word asked for must be there, a plural may stand for one.</summary>
internal static class OrderSearch
{
    private static readonly char[] Breaks = [' ', ',', '.', ';', ':', '(', ')', '"', '\''];

    public static IEnumerable<Order> Orders(OrderBook book, int? orderId, string? customer, string? item) => book.Orders
        .Where(order => orderId is null || order.Id == orderId)
        .Where(order => string.IsNullOrWhiteSpace(customer) || Matches(order.Customer, customer))
        .Where(order => string.IsNullOrWhiteSpace(item) || order.Lines.Any(line => Matches(line, item)));

    public static IEnumerable<Customer> Customers(OrderBook book, string query) =>
        book.Customers.Where(customer => Matches(customer, query));

    public static bool Matches(OrderLine line, string item) =>
        line.Sku.Equals(item.Trim(), StringComparison.OrdinalIgnoreCase) || AllWords(item, line.Name);

    private static bool Matches(Customer customer, string query) =>
        query.Contains('@', StringComparison.Ordinal)
            ? customer.Mail.Equals(query.Trim(), StringComparison.OrdinalIgnoreCase)
            : AllWords(query, customer.Name);

    private static bool AllWords(string asked, string text)
    {
        var words = Words(text);
        var wanted = Words(asked);
        return wanted.Length > 0 && wanted.All(word => words.Any(other => Same(word, other)));
    }

    private static bool Same(string asked, string word) =>
        asked.Equals(word, StringComparison.OrdinalIgnoreCase)
        || (asked.EndsWith('s') && asked.AsSpan(0, asked.Length - 1).Equals(word, StringComparison.OrdinalIgnoreCase));

    private static string[] Words(string text) => text.Split(Breaks, StringSplitOptions.RemoveEmptyEntries);
}
