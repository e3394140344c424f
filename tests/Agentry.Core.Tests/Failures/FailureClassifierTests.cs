using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Agentry.Testing;

namespace Agentry.Tests;

public sealed class FailureClassifierTests
{
    public static TheoryData<string, FailureClass> Frameworks => new()
    {
        { "http 503", FailureClass.Transient },
        { "http 429", FailureClass.Throttled },
        { "no connection", FailureClass.Transient },
        { "socket", FailureClass.Transient },
        { "client timeout", FailureClass.Timeout },
        { "cut", FailureClass.Transient },
        { "json", FailureClass.InvalidResponse },
        { "no file", FailureClass.Unknown },
        { "denied", FailureClass.Unauthorized },
        { "own", FailureClass.ContentBlocked },
        { "wrapped", FailureClass.Transient },
        { "all of them", FailureClass.Throttled },
    };

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void Exception_OfTheFramework_HasItsClass(string name, FailureClass expected)
    {
        Exception exception = name switch
        {
            "http 503" => new HttpRequestException("x", null, HttpStatusCode.ServiceUnavailable),
            "http 429" => new HttpRequestException("x", null, HttpStatusCode.TooManyRequests),
            "no connection" => new HttpRequestException(HttpRequestError.ConnectionError),
            "socket" => new SocketException((int)SocketError.ConnectionReset),
            "client timeout" => new TaskCanceledException("HttpClient.Timeout", new TimeoutException()),
            "cut" => new IOException("The response ended prematurely."),
            "json" => new JsonException("'<' is an invalid start of a value."),
            "no file" => new FileNotFoundException(),
            "denied" => new UnauthorizedAccessException(),
            "own" => new AgentryException("x", FailureClass.ContentBlocked),
            "wrapped" => new InvalidOperationException("x", new InvalidOperationException("y", new HttpRequestException("z"))),
            _ => new AggregateException(new InvalidOperationException(), new VendorStatusException(429)),
        };

        FailureClassifier.Classify(exception).Should().Be(expected);
    }

    [Theory]
    [InlineData(400, FailureClass.InvalidRequest)]
    [InlineData(401, FailureClass.Unauthorized)]
    [InlineData(402, FailureClass.QuotaExhausted)]
    [InlineData(403, FailureClass.Unauthorized)]
    [InlineData(404, FailureClass.InvalidRequest)]
    [InlineData(408, FailureClass.Timeout)]
    [InlineData(413, FailureClass.ContextTooLong)]
    [InlineData(422, FailureClass.InvalidRequest)]
    [InlineData(429, FailureClass.Throttled)]
    [InlineData(500, FailureClass.Transient)]
    [InlineData(503, FailureClass.Transient)]
    [InlineData(504, FailureClass.Timeout)]
    [InlineData(529, FailureClass.Throttled)]
    public void Status_InAnyOfTheUsualShapes_IsFound(int status, FailureClass expected)
    {
        FailureClassifier.Classify(new VendorStatusException(status)).Should().Be(expected);
        FailureClassifier.Classify(new VendorStatusCodeException((HttpStatusCode)status)).Should().Be(expected);
        FailureClassifier.Classify(new InvalidOperationException($"HTTP {status} (Service Error)")).Should().Be(expected);
        FailureClassifier.Classify(new InvalidOperationException("x") { Data = { ["StatusCode"] = status } }).Should().Be(expected);
        FailureClassifier.Describe(new VendorStatusException(status)).HttpStatus.Should().Be(status);
    }

    [Theory]
    [InlineData("HTTP 400 (invalid_request_error: context_length_exceeded)", FailureClass.ContextTooLong, "context_length_exceeded")]
    [InlineData("HTTP 429 (insufficient_quota: insufficient_quota)", FailureClass.QuotaExhausted, "insufficient_quota")]
    [InlineData("HTTP 429 (requests: rate_limit_exceeded)", FailureClass.Throttled, "rate_limit_exceeded")]
    [InlineData("HTTP 400 (content_filter)", FailureClass.ContentBlocked, "content_filter")]
    [InlineData("prompt is too long: 213462 tokens > 200000 maximum", FailureClass.ContextTooLong, "prompt is too long")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error"}}""", FailureClass.Throttled, "overloaded_error")]
    [InlineData("""{"type":"error","error":{"type":"api_error"}}""", FailureClass.Transient, "api_error")]
    [InlineData("HTTP 401 (invalid_request_error: nothing)", FailureClass.Unauthorized, null)]
    [InlineData("my_content_filter_setting is missing", FailureClass.Unknown, null)]
    public void ProviderCode_InAMessage_IsFoundAsAWholeWord(string message, FailureClass expected, string? code)
    {
        FailureDetails found = FailureClassifier.Describe(new InvalidOperationException(message));

        found.Class.Should().Be(expected);
        found.Code.Should().Be(code);
    }

    [Theory]
    [InlineData(VendorErrorType.OverloadedError, FailureClass.Throttled, true)]
    [InlineData(VendorErrorType.RateLimitError, FailureClass.Throttled, false)]
    [InlineData(VendorErrorType.BillingError, FailureClass.QuotaExhausted, false)]
    [InlineData(VendorErrorType.InvalidRequestError, FailureClass.InvalidRequest, false)]
    [InlineData(VendorErrorType.TimeoutError, FailureClass.Timeout, false)]
    public void ProviderCode_InAProperty_IsFound(VendorErrorType type, FailureClass expected, bool isOverload)
    {
        FailureDetails found = FailureClassifier.Describe(new VendorTypedException(type));

        found.Class.Should().Be(expected);
        found.IsOverload.Should().Be(isOverload);
    }

    [Theory]
    [InlineData("2", 2000d)]
    [InlineData(" 0.25 ", 250d)]
    [InlineData("0", 0d)]
    [InlineData("Thu, 01 Jan 2026 12:00:30 GMT", 30_000d)]
    [InlineData("Thu, 01 Jan 2026 11:00:00 GMT", 0d)]
    [InlineData("99999999999999999999", 31_536_000_000d)]
    [InlineData("soon", null)]
    [InlineData("-3", null)]
    [InlineData("NaN", null)]
    [InlineData(null, null)]
    public void RetryAfter_InEveryForm_IsRead(string? value, double? milliseconds)
    {
        TimeSpan? read = FailureDetails.ParseRetryAfter(value, new FakeClock().GetUtcNow());

        read.Should().Be(milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null);
    }

    [Fact]
    public void RetryAfter_OfAWrappedFailure_IsKeptWithTheOutersClass()
    {
        var inner = new VendorStatusException(503) { Data = { ["Retry-After"] = "4" } };

        FailureDetails found = FailureClassifier.Describe(new ToolException("Not now.", FailureClass.Throttled, innerException: inner));

        found.Class.Should().Be(FailureClass.Throttled);
        found.RetryAfter.Should().Be(TimeSpan.FromSeconds(4));
        found.HttpStatus.Should().Be(503);
    }

    [Fact]
    public void NeverSent_WhenTheConnectionWasNotMade_IsProven()
    {
        Exception refused = new HttpRequestException(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused));

        FailureClassifier.WasNeverSent(refused).Should().BeTrue();
        FailureClassifier.WasNeverSent(new HttpRequestException(HttpRequestError.NameResolutionError)).Should().BeTrue();
        FailureClassifier.WasNeverSent(new InvalidOperationException("x", refused)).Should().BeTrue();
        FailureClassifier.WasNeverSent(new AggregateException(refused, refused)).Should().BeTrue();
        FailureClassifier.WasNeverSent(new AggregateException(refused, new TimeoutException())).Should().BeFalse();
        FailureClassifier.WasNeverSent(new HttpRequestException(HttpRequestError.ResponseEnded)).Should().BeFalse();
        FailureClassifier.WasNeverSent(new HttpRequestException("x", null, HttpStatusCode.BadGateway)).Should().BeFalse();
        FailureClassifier.WasNeverSent(new SocketException((int)SocketError.ConnectionReset)).Should().BeFalse();
    }

    private sealed class VendorStatusException(int status) : Exception("The service answered with an error.")
    {
        public int Status => status;
    }

    private sealed class VendorStatusCodeException(HttpStatusCode status) : Exception("The service answered with an error.")
    {
        public HttpStatusCode StatusCode => status;
    }

    private sealed class VendorTypedException(VendorErrorType type) : Exception("The service answered with an error.")
    {
        public VendorErrorType? ErrorType => type;
    }
}

public enum VendorErrorType
{
    None,
    OverloadedError,
    RateLimitError,
    BillingError,
    InvalidRequestError,
    TimeoutError,
}
