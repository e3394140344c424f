using System.Globalization;

namespace RefundDesk;

/// <summary>Reads the lists of phrasings and fills their placeholders from the order book, the same way every time.</summary>
internal static class PhrasingBook
{
    public static IReadOnlyList<string> Lines(string file)
    {
        using var stream = typeof(PhrasingBook).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
    }

    public static (string[] Scenario, string Text) Split(string line)
    {
        var bar = line.IndexOf('|', StringComparison.Ordinal);
        return (line[..bar].Trim().Split(' '), line[(bar + 1)..].Trim());
    }

    /// <summary>One filling: an order that suits the scope, a line of it, and an amount it can bear.</summary>
    public static Filling Fill(string text, string scope, OrderBook book, Random random)
    {
        var orders = book.Orders.Where(order => Suits(order, scope, book)).ToList();
        var order = orders[random.Next(orders.Count)];
        var lines = order.Lines.Where(line => scope is not "found" || Search(book, order, line).Count == 1).ToList();
        var line = lines[random.Next(lines.Count)];
        var words = line.Name.ToLowerInvariant().Split(' ');
        var alone = scope is "item" or "found" && order.Lines.Count(other => Head(other) == Head(line)) == 1;
        var item = alone && scope is "item" && random.Next(2) == 0 ? words[^1] : string.Join(' ', words);
        var most = (int)(book.LeftOf(order) * 100);
        var amount = Math.Max(1, random.Next(1, Math.Max(2, most))) / 100m;
        var number = amount.ToString("0.00", CultureInfo.InvariantCulture);
        return new Filling(order, line, amount, text
            .Replace("{order}", order.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{item}", item, StringComparison.Ordinal)
            .Replace("{customer}", order.Customer.Name, StringComparison.Ordinal)
            .Replace("{mail}", order.Customer.Mail, StringComparison.Ordinal)
            .Replace("{amount}", number, StringComparison.Ordinal)
            .Replace("{amount,}", number.Replace('.', ','), StringComparison.Ordinal));
    }

    private static bool Suits(Order order, string scope, OrderBook book) => scope switch
    {
        "item" => order.Lines.Count > 1 && order.Lines.Select(Head).Distinct().Count() == order.Lines.Count,
        "found" => order.Lines.Any(line => Search(book, order, line).Count == 1),
        "amount" => book.LeftOf(order) > 0,
        _ => true,
    };

    private static List<Order> Search(OrderBook book, Order order, OrderLine line) =>
        [.. OrderSearch.Orders(book, null, order.Customer.Name, line.Name)];

    private static string Head(OrderLine line) => line.Name.Split(' ')[^1];
}

/// <summary>A phrasing with its placeholders filled.</summary>
internal sealed record Filling(Order Order, OrderLine Line, decimal Amount, string Text);
