using System.Text.Json.Serialization;

namespace RefundDesk;

/// <summary>Where an order is on its way to the customer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>Paid, not yet handed to the carrier.</summary>
    [JsonStringEnumMemberName("processing")] Processing,

    /// <summary>With the carrier.</summary>
    [JsonStringEnumMemberName("shipped")] Shipped,

    /// <summary>With the customer.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>Back in the shop; the goods were paid back.</summary>
    [JsonStringEnumMemberName("returned")] Returned,

    /// <summary>Called off before it was shipped; paid back in full.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
