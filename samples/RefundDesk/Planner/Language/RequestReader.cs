namespace RefundDesk;

/// <summary>Reads a message of the user. Each reader takes out what it understood, so that no number is read twice.</summary>
internal static class RequestReader
{
    public static DeskRequest Read(string text)
    {
        var (customer, withoutCustomer) = CustomerReader.Read(text);
        var (amount, unclear, withoutAmount) = AmountReader.Read(withoutCustomer);
        var (orderIds, rest) = OrderNumberReader.Read(withoutAmount);
        var sentence = Sentence.Of(rest);
        var (items, spared) = ItemReader.Read(sentence);
        var namesOrder = orderIds.Count > 0;
        var namesSomething = namesOrder || customer is not null || items.Count > 0 || sentence.Has("it", "order");
        return new DeskRequest
        {
            Intent = IntentReader.Read(sentence, namesOrder, namesSomething),
            Sentence = sentence,
            OrderIds = orderIds,
            Amount = amount,
            Unclear = unclear ?? (spared.Count > 0 && items.Count == 0 ? "You name what is fine. Which item shall I refund?" : null)
                ?? (amount is null ? AmountReader.StrayNumber(rest) : null),
            Customer = customer,
            Items = items,
            AllBut = ItemReader.IsAllBut(sentence),
            WholeOrder = items.Count == 0 && ItemReader.IsWholeOrder(sentence),
            NoMail = IntentReader.ForbidsMail(sentence),
            Message = MessageReader.Read(text),
            Affirms = IntentReader.Affirms(sentence),
            Declines = IntentReader.Declines(sentence),
        };
    }
}
