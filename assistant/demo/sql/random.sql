-- Pseudo-random numbers as functions of a row number, a salt and the seed: the same row draws the
-- same value whatever the thread, the order or the size of the run.
CREATE OR REPLACE TEMP MACRO seed() AS coalesce(getvariable('demo_seed'), 20251231);
-- uniform in (0, 1); never 0 or 1, so that logarithms stay finite
-- (the casts keep the arithmetic out of DECIMAL and HUGEINT, which would be twenty times slower)
CREATE OR REPLACE TEMP MACRO u(i, salt) AS
    ((hash(i, salt, seed()) >> 11)::DOUBLE + 0.5::DOUBLE) / 9007199254740992::DOUBLE;
CREATE OR REPLACE TEMP MACRO uniform_int(i, salt, lo, hi) AS (lo + floor(u(i, salt) * (hi - lo + 1)))::BIGINT;
-- Box-Muller
CREATE OR REPLACE TEMP MACRO normal(i, salt, mean, sd) AS
    mean + sd * sqrt(-2 * ln(u(i, salt || ':r'))) * cos(2 * pi() * u(i, salt || ':a'));
CREATE OR REPLACE TEMP MACRO lognormal(i, salt, median, sigma) AS median * exp(normal(i, salt, 0, sigma));
CREATE OR REPLACE TEMP MACRO exponential(i, salt, mean) AS -mean * ln(u(i, salt));
-- Quotas without drawing. The n-th row of a cell gets frac(n * irrational): any contiguous stretch of rows,
-- hence any stretch of time when rows are numbered in time order, holds every share to within a row or two.
-- The three axes are jointly even, so that several attributes of one row stay independent.
CREATE OR REPLACE TEMP MACRO even(n, salt) AS (n * 0.6180339887498949::DOUBLE + u(0, salt)) % 1.0::DOUBLE;
CREATE OR REPLACE TEMP MACRO even_a(n, salt) AS (n * 0.8191725133961645::DOUBLE + u(0, salt)) % 1.0::DOUBLE;
CREATE OR REPLACE TEMP MACRO even_b(n, salt) AS (n * 0.6710436067037893::DOUBLE + u(0, salt)) % 1.0::DOUBLE;
CREATE OR REPLACE TEMP MACRO even_c(n, salt) AS (n * 0.5497004779019703::DOUBLE + u(0, salt)) % 1.0::DOUBLE;
-- quantile of the standard normal distribution: Acklam's central rational approximation with its tails
CREATE OR REPLACE TEMP MACRO normal_tail(q) AS
    (((((-0.007784894002430293*q - 0.3223964580411365)*q - 2.400758277161838)*q - 2.549732539343734)*q
        + 4.374664141464968)*q + 2.938163982698783)
    / ((((0.007784695709041462*q + 0.3224671290700398)*q + 2.445134137142996)*q + 3.754408661907416)*q + 1.0);
CREATE OR REPLACE TEMP MACRO normal_centre(q, r) AS
    (((((-39.69683028665376*r + 220.9460984245205)*r - 275.9285104469687)*r + 138.3577518672690)*r
        - 30.66479806614716)*r + 2.506628277459239)*q
    / (((((-54.47609879822406*r + 161.5858368580409)*r - 155.6989798598866)*r + 66.80131188771972)*r
        - 13.28068155288572)*r + 1.0);
CREATE OR REPLACE TEMP MACRO normal_quantile(p) AS CASE
    WHEN p < 0.02425 THEN normal_tail(sqrt(-2 * ln(p)))
    WHEN p > 0.97575 THEN -normal_tail(sqrt(-2 * ln(1 - p)))
    ELSE normal_centre(p - 0.5, (p - 0.5) * (p - 0.5)) END;
