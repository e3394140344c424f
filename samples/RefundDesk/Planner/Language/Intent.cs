namespace RefundDesk;

/// <summary>What the user wants, as far as the rules can tell.</summary>
internal enum Intent
{
    /// <summary>Not understood.</summary>
    None,

    /// <summary>Pay money back.</summary>
    Refund,

    /// <summary>How much would be paid back.</summary>
    Quote,

    /// <summary>Where an order is, or what is in it.</summary>
    Status,

    /// <summary>The orders of a customer, or those with an item.</summary>
    Orders,

    /// <summary>Who a customer is.</summary>
    Customer,

    /// <summary>Write to the customer of an order.</summary>
    Mail,

    /// <summary>Something is wrong with an order, and nothing was asked for.</summary>
    Complaint,

    /// <summary>Something was asked not to happen.</summary>
    Negated,

    /// <summary>Something about orders for which there is no tool, such as an exchange.</summary>
    Unsupported,
}
