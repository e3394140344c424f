using System.Text.Json.Serialization;

namespace RefundDesk;

/// <summary>Why a customer wants money back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefundReason>))]
public enum RefundReason
{
    /// <summary>It arrived broken.</summary>
    [JsonStringEnumMemberName("damaged")] Damaged,

    /// <summary>Something else arrived.</summary>
    [JsonStringEnumMemberName("wrong_item")] WrongItem,

    /// <summary>It arrived after the promised day.</summary>
    [JsonStringEnumMemberName("late")] Late,

    /// <summary>Nothing is wrong with it.</summary>
    [JsonStringEnumMemberName("changed_mind")] ChangedMind,

    /// <summary>It was not in the parcel.</summary>
    [JsonStringEnumMemberName("missing_item")] MissingItem,
}
