namespace Agentry;

/// <summary>Over which time an account counts. The store's clock decides, in UTC.</summary>
public enum AccountPeriod
{
    /// <summary>From its first claim on, for ever.</summary>
    Total = 0,

    /// <summary>The hour of the clock.</summary>
    Hour,

    /// <summary>The day.</summary>
    Day,

    /// <summary>The month of the calendar.</summary>
    Month,
}
