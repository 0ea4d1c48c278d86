/* SPDX-FileCopyrightText: 2026 The cuXent authors
 * SPDX-License-Identifier: Apache-2.0 */
/**
 * @file cuxent.h
 * @brief The cuXent C ABI: contrastive losses and their gradients, on CPUs and CUDA devices.
 *
 * Life of a call:
 *
 *     cuxentCreate        one handle per host thread
 *     cuxentProblemInit   a plain struct: loss, shapes, types, options
 *     cuxentPlanCreate    validates everything and chooses the strategy; immutable afterwards
 *     cuxentPlanSizes     how many bytes of `saved` and `scratch` the caller must bring
 *     cuxentForward       loss
 *     cuxentBackward      gradients, from what the forward pass left in `saved`
 *     cuxentForwardBackward  both in one call, where the loss starts its own backward pass
 *
 * Calls beside the losses (normalisation, similarities, softmax, ranks, a queue of negatives) are
 * in similarity.h, which this header includes.
 *
 * Conventions that hold for every function:
 *
 * - A matrix is row-major: row i begins at `data + i * ld` elements, ld >= number of columns.
 * - Every function returns a ::cuxentStatus and never throws, prints or exits. After a failure
 *   cuxentGetLastErrorMessage() names the argument, what came and what was wanted; nothing the
 *   caller owns has been touched, unless the status is CUXENT_STATUS_EXECUTION_FAILED: then a call
 *   has failed half-way, and what it writes is undefined.
 * - Execute calls (forward, backward, both) allocate nothing, are ordered by `stream` and leave
 *   every process-wide setting as it was. On the CPU backend `stream` must be NULL and a call has
 *   finished when it returns. (On CPUs with AVX-512 OpenBLAS itself takes a few hundred bytes from
 *   malloc for products of fewer than 10^6 multiply-adds.)
 * - Determinism: the same inputs, plan and device give the same bits. On the CPU they do so for
 *   every number of threads.
 * - A handle is used by one host thread at a time. A plan may be used by many handles of the same
 *   backend and device at once.
 * - Outputs must not overlap inputs, `saved`, `scratch` or each other.
 * - CUDA: calls work on the handle's device, whichever is current, and leave the current one as it
 *   was. Memory and `stream` are that device's; memory out of its reach is not noticed before the
 *   device faults, as in a kernel of one's own. Calls share nothing but what they are given: a
 *   handle may go from stream to stream, and a backward pass runs on any stream that waits for its
 *   forward pass. What a call of the program's own left for cudaGetLastError() is not taken for an
 *   error of the library, and a failed call leaves nothing there.
 */
#ifndef CUXENT_CUXENT_H
#define CUXENT_CUXENT_H

#include <stddef.h>
#include <stdint.h>

#include "cuxent/version.h"

#if defined(__GNUC__) || defined(__clang__)
#define CUXENT_API __attribute__((visibility("default")))
#else
#define CUXENT_API
#endif

#ifdef __cplusplus
/* A fixed underlying type makes every 32-bit pattern a valid value to read, hence to refuse. */
#define CUXENT_ENUM(name) enum name : int32_t
#define CUXENT_NOEXCEPT noexcept
extern "C" {
#else
#define CUXENT_ENUM(name) enum name
#define CUXENT_NOEXCEPT
#endif

/* ---------------------------------------------------------------------------------------------
 * Status
 * ------------------------------------------------------------------------------------------- */

/**
 * Outcome of a call. The thousands give the category: 1 not initialised, 2 bad argument,
 * 3 not supported, 4 internal, 5 execution.
 */
typedef CUXENT_ENUM(cuxentStatus){
    CUXENT_STATUS_SUCCESS = 0,
    CUXENT_STATUS_NULL_HANDLE = 1001,       /**< a handle or plan is NULL */
    CUXENT_STATUS_VERSION_MISMATCH = 1002,  /**< a struct_size this library does not know */
    CUXENT_STATUS_NULL_POINTER = 2001,      /**< a required pointer is NULL */
    CUXENT_STATUS_BAD_VALUE = 2002,         /**< a value outside its stated range */
    CUXENT_STATUS_BAD_SHAPE = 2003,         /**< sizes that contradict each other or overflow */
    CUXENT_STATUS_BAD_STRIDE = 2004,        /**< a leading dimension smaller than the row */
    CUXENT_STATUS_MISALIGNED = 2005,        /**< a pointer below the alignment of its type */
    CUXENT_STATUS_BUFFER_TOO_SMALL = 2006,  /**< saved or scratch below cuxentPlanSizes() */
    CUXENT_STATUS_PLAN_MISMATCH = 2007,     /**< the plan belongs to another backend or device */
    CUXENT_STATUS_LIMIT_TOO_SMALL = 2008,   /**< no strategy fits the problem's memory limits */
    CUXENT_STATUS_NOT_SUPPORTED = 3001,     /**< a combination this library does not compute, or a
                                                 backend for which this machine has no device */
    CUXENT_STATUS_BACKEND_NOT_BUILT = 3002, /**< the library was built without this backend */
    CUXENT_STATUS_INTERNAL = 4001,          /**< a bug in cuXent: please report it */
    CUXENT_STATUS_OUT_OF_MEMORY = 4002,     /**< the host could not allocate a handle or plan */
    CUXENT_STATUS_EXECUTION_FAILED = 5001   /**< a device or one of its libraries failed */
} cuxentStatus;

/** Name of a status, such as "CUXENT_STATUS_BAD_VALUE"; "unknown status" for other numbers. */
CUXENT_API const char* cuxentGetStatusName(cuxentStatus status) CUXENT_NOEXCEPT;

/**
 * Message of the last failed call on this host thread, "" if there was none. It stays valid until
 * the next failing call on this thread; a successful call leaves it alone.
 */
CUXENT_API const char* cuxentGetLastErrorMessage(void) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Library
 * ------------------------------------------------------------------------------------------- */

/** Version of the loaded library, as CUXENT_VERSION of its own headers. */
CUXENT_API int32_t cuxentGetVersion(void) CUXENT_NOEXCEPT;

/**
 * How the loaded library was built and what it found: version, backends, BLAS, the instruction
 * set chosen on this machine. One "key: value" pair a line; the string is static.
 */
CUXENT_API const char* cuxentGetBuildInfo(void) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Handle
 * ------------------------------------------------------------------------------------------- */

/** Where a handle computes. */
typedef CUXENT_ENUM(cuxentBackend){
    CUXENT_BACKEND_CPU = 1,
    CUXENT_BACKEND_CUDA = 2,
} cuxentBackend;

/** Opaque: a backend on one device, its threads and its log callback. */
typedef struct cuxentHandle_st* cuxentHandle;

/**
 * Creates a handle.
 *
 * @param[out] handle  set on success, left alone otherwise
 * @param backend      where to compute
 * @param device       CUDA device ordinal; 0 for the CPU
 *
 * A CPU handle starts with one thread per processor that this process may run on, and at most 64.
 */
CUXENT_API cuxentStatus cuxentCreate(cuxentHandle* handle, cuxentBackend backend,
                                     int32_t device) CUXENT_NOEXCEPT;

/** Destroys a handle and stops its threads. NULL is allowed. */
CUXENT_API cuxentStatus cuxentDestroy(cuxentHandle handle) CUXENT_NOEXCEPT;

/**
 * Sets how many threads of the CPU backend work on a call, the calling one included.
 *
 * @param n_threads  1 to 64
 *
 * Plans made before with this handle stay valid. Results do not depend on the number. A CUDA handle
 * works on the calling thread: anything but 1 is CUXENT_STATUS_NOT_SUPPORTED.
 */
CUXENT_API cuxentStatus cuxentSetThreadCount(cuxentHandle handle,
                                             int32_t n_threads) CUXENT_NOEXCEPT;

/** Reads back the number of threads. 1 for a CUDA handle: the calling thread. */
CUXENT_API cuxentStatus cuxentGetThreadCount(cuxentHandle handle,
                                             int32_t* n_threads) CUXENT_NOEXCEPT;

/** Receives one line without a line break. It must not call into cuXent and must not throw. */
typedef void (*cuxentLogCallback)(const char* line, void* user);

/**
 * Sets the receiver of log lines: one for each plan created (its description) and one for each
 * failed call that named this handle. NULL, the initial state, switches logging off.
 */
CUXENT_API cuxentStatus cuxentSetLogCallback(cuxentHandle handle, cuxentLogCallback callback,
                                             void* user) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Problem
 * ------------------------------------------------------------------------------------------- */

/** The loss, by the definition it computes. */
typedef CUXENT_ENUM(cuxentLoss){
    /**
     * NT-Xent over two views (Chen et al. 2020, "A Simple Framework for Contrastive Learning of
     * Visual Representations", eq. 1). With z = x / |x|, s_ij = <z_i, z_j> / temperature, N pairs
     * and the partner p(i) = i + N or i - N:
     *
     *     L_i = log( sum_{j != i} exp s_ij ) - s_{i, p(i)},     mean over all 2N rows.
     *
     * Google's own SimCLR code sums the means of the two views: exactly twice this value. With
     * `decoupled` it is DCL (Yeh et al. 2022, "Decoupled Contrastive Learning", eq. 6).
     */
    CUXENT_LOSS_NT_XENT = 1,
    /**
     * InfoNCE, one way (van den Oord et al. 2018, "Representation Learning with Contrastive
     * Predictive Coding", eq. 4): every row (query) against all columns, which are the keys and,
     * after them, n_negatives negatives that all rows share (a queue, hard negatives):
     *
     *     L_i = log( sum_j exp s_ij ) - s_{i, t(i)},     mean over all rows,
     *
     * t(i) the key with the row's global index. Keys whose gradient is not asked for are frozen:
     * cuxentForwardBackward() takes loss and gradient in one visit of them.
     */
    CUXENT_LOSS_INFO_NCE = 2,
    /**
     * The symmetric loss of two towers (Radford et al. 2021, "Learning Transferable Visual Models
     * From Natural Language Supervision", fig. 3). View 1 and view 2 are the towers; row i of
     * either view is compared with all columns of the other one:
     *
     *     L_i = log( sum_{j in the other view} exp s_ij ) - s_{i, p(i)},     mean over all 2N rows,
     *
     * which is 1/2 (mean of the row cross entropies + mean of the column cross entropies) of the
     * N x N matrix. Row losses and log-sum-exps are those of both directions.
     */
    CUXENT_LOSS_CLIP = 3,
    /**
     * Pairwise sigmoid (Zhai et al. 2023, "Sigmoid Loss for Language Image Pre-Training", eq. in
     * section 3): every row (image) against all columns, which are the texts and, after them,
     * n_negatives negatives that all rows share:
     *
     *     L_i = sum_j log( 1 + exp(-y_ij s_ij) ),  y_ij = 1 for j = t(i), else -1,  mean over rows,
     *
     * s_ij = scale <z_i, z_j> + bias, t(i) the column with the row's global index. The sum over
     * columns is not divided by their number. There is no denominator: `decoupled` and row_lse have
     * no meaning.
     */
    CUXENT_LOSS_SIGLIP = 4,
    /**
     * SupCon (Khosla et al. 2020, "Supervised Contrastive Learning", eq. 2, L_out): the targets
     * P(i) of a row are all other columns with its label:
     *
     *     L_i = log( sum_{j != i} exp s_ij ) - mean_{p in P(i)} s_ip.
     *
     * A row without targets has loss 0. With `decoupled` the sum is over the other labels only.
     * Targets and negatives can be listed instead: cuxentProblem::sets_by.
     */
    CUXENT_LOSS_SUP_CON = 5,
    /**
     * NT-Xent with labels, pair by pair (Sohn 2016, "Improved Deep Metric Learning with Multi-class
     * N-pair Loss Objective", in the form of pytorch-metric-learning's NTXentLoss): every target
     * against the negatives alone, with no other target in its denominator:
     *
     *     L_i = sum_{p in P(i)} log( 1 + sum_{n of another label} exp(s_in - s_ip) ).
     *
     * `row_lse` has no meaning for it. Targets and negatives can be listed instead of labelled:
     * cuxentProblem::sets_by.
     */
    CUXENT_LOSS_LABEL_PAIRS = 6,
    /**
     * InfoNCE (as above) with negatives of each row's own. Row i (an anchor) is compared with its
     * positive p(i) and with n_negatives rows n(i, 1) ... n(i, K), and with nothing else:
     *
     *     L_i = log( exp s_{i,p(i)} + sum_k exp s_{i,n(i,k)} ) - s_{i,p(i)},   mean over all rows.
     *
     * With `decoupled` the positive is not in the sum: L_i = -log( exp s_{i,p(i)} / sum_k exp
     * s_{i,n(i,k)} ), which may be negative. A negative equal to the positive is a negative like
     * any other.
     *
     * With n_table_rows == 0 all three come as tensors: rows[0] anchors (n_rows x dim), cols[0]
     * positives (n_rows x dim), cols[1] negatives (n_rows * n_negatives x dim, those of anchor i
     * from row i * n_negatives on). With n_table_rows > 0 they are rows of an embedding table,
     * named by cuxentInputs::indices; only rows that are named are read, normalised or written.
     */
    CUXENT_LOSS_GATHERED_INFO_NCE = 20,
    /**
     * Softmax over classes whose weights are the columns (Zhai & Wu 2019, "Classification is a
     * Strong Baseline for Deep Metric Learning"). Row i is compared with all C = n_cols class
     * weights w_j, and y = row_labels[i] is its target. With cos_ij = <z_i, w_j / |w_j|>, k what
     * similarities are multiplied by, f the margin (cuxentMargin) and a = label_smoothing, the
     * logits are s_ij = k cos_ij, at the target s_iy = k f(cos_iy), and
     *
     *     L_i = softmax_weight [ log sum_j exp s_ij - (1 - a) s_iy - a/C sum_j s_ij ]
     *           + center_weight (1 - cos_iy),     mean over the rows that count (COUNTED),
     *
     * to whose sum or mean `island_weight` adds a term of the class weights alone. The gradient of
     * the class weights is that of `cols`. A row whose label is ignore_index does not count.
     */
    CUXENT_LOSS_CLASS_SOFTMAX = 10,
} cuxentLoss;

/** Element type of labels. */
typedef CUXENT_ENUM(cuxentLabelType){
    CUXENT_LABEL_INT32 = 1,
    CUXENT_LABEL_INT64 = 2,
} cuxentLabelType;

/** What stands for the cosine c = cos(theta) of a row and its target in the target's logit. */
typedef CUXENT_ENUM(cuxentMargin){
    CUXENT_MARGIN_NONE = 0,    /**< c */
    CUXENT_MARGIN_COSFACE = 1, /**< c - margin (Wang et al. 2018, "CosFace") */
    /** cos(theta + margin), and c - margin sin(margin) where theta > pi - margin (Deng et al. 2019,
     * "ArcFace", eq. 3 and its code). Needs cosine similarity. Where theta is 0 or pi to within
     * rounding the row and its class have no direction towards each other: its gradient is 0. */
    CUXENT_MARGIN_ARCFACE = 2,
} cuxentMargin;

/** Type of an index: of a row, a column, a class, a row of a table. */
typedef CUXENT_ENUM(cuxentIndexType){
    CUXENT_INDEX_INT32 = 1,
    CUXENT_INDEX_INT64 = 2,
} cuxentIndexType;

/** What says which columns are a row's targets P(i), and which its negatives, in SUP_CON and
 * LABEL_PAIRS. */
typedef CUXENT_ENUM(cuxentSetsBy){
    /** Labels: targets are the other columns with the row's label, negatives those with another. */
    CUXENT_SETS_BY_LABEL = 1,
    /** Lists of pairs, as a miner makes them: targets and negatives are what
     * cuxentInputs::positive_pairs and cuxentInputs::negative_pairs name, and nothing else is in
     * the loss. Offsets take no column out. A row may have targets and no negatives, negatives and
     * no targets, or neither. */
    CUXENT_SETS_BY_PAIRS = 2,
    /** cuxentInputs::positive_pairs alone: every column that it does not name for a row is a
     * negative of that row, but for the column of the row's own sample. */
    CUXENT_SETS_BY_POSITIVE_PAIRS = 3,
    /** Weights: cuxentInputs::soft_targets has a q_ij >= 0 for each entry. Targets are the columns
     * with q_ij > 0, negatives all others, and offsets take no column out. In SUP_CON the mean over
     * the targets is weighted:
     *
     *     L_i = log( sum_j exp s_ij ) - sum_j q_ij s_ij / sum_j q_ij,
     *
     * the cross entropy with the distribution q_i / sum_j q_ij. In LABEL_PAIRS the loss of each
     * pair is times q_ip, and a mean over what counts divides by the sum of all q. */
    CUXENT_SETS_BY_SOFT_TARGETS = 4,
} cuxentSetsBy;

/** Element type of embeddings and gradients. */
typedef CUXENT_ENUM(cuxentType){
    CUXENT_TYPE_FLOAT32 = 1,
    CUXENT_TYPE_FLOAT16 = 2,  /**< IEEE binary16 */
    CUXENT_TYPE_BFLOAT16 = 3, /**< upper half of a binary32 */
    CUXENT_TYPE_FLOAT64 = 4,
} cuxentType;

/** How the two views of a batch lie in memory. Losses with one view know only STACKED. */
typedef CUXENT_ENUM(cuxentViews){
    CUXENT_VIEWS_STACKED = 1,  /**< one matrix of 2n rows: view 1 above view 2 */
    CUXENT_VIEWS_SEPARATE = 2, /**< two matrices of n rows, each with its leading dimension */
} cuxentViews;

/** How row losses become `loss`. */
typedef CUXENT_ENUM(cuxentReduction){
    CUXENT_REDUCTION_NONE = 1, /**< loss is the vector of row losses, each times its weight */
    CUXENT_REDUCTION_SUM = 2,  /**< their sum over this call's rows */
    CUXENT_REDUCTION_MEAN = 3, /**< the sum / what cuxentProblem::mean_over says */
} cuxentReduction;

/** What CUXENT_REDUCTION_MEAN divides the sum of the weighted row losses by. A row counts unless
 * its weight is 0, its class is ignored or, with sets, it has no target; of LABEL_PAIRS each of
 * its pairs counts. Where the divisor is 0, loss and gradients are 0. */
typedef CUXENT_ENUM(cuxentMeanOver){
    /** Every row of the whole problem, whether it counts or not: views x n_total. */
    CUXENT_MEAN_OVER_ALL = 1,
    /** The rows of the call that count. It must have all rows of the problem (n_rows == n_total),
     * unless the columns of a loss with sets are apart. */
    CUXENT_MEAN_OVER_COUNTED = 2,
    /** The sum of the weights of the rows that count (the weighted mean of torch's cross_entropy).
     * The same holds for the call. */
    CUXENT_MEAN_OVER_WEIGHTS = 3,
} cuxentMeanOver;

/** What the scale input of a call is; its gradient is with respect to the same quantity. */
typedef CUXENT_ENUM(cuxentScaleKind){
    CUXENT_SCALE_TEMPERATURE = 1, /**< similarities are divided by it */
    CUXENT_SCALE_LOGIT = 2,       /**< similarities are multiplied by it */
    CUXENT_SCALE_LOG_LOGIT = 3,   /**< similarities are multiplied by exp of it */
} cuxentScaleKind;

/** What becomes of a row whose norm is at most norm_eps. */
typedef CUXENT_ENUM(cuxentSmallNorm){
    /** The row takes part with similarity 0 and has gradient 0. */
    CUXENT_SMALL_NORM_ZERO = 1,
    /** The row is divided by norm_eps, a constant (torch.nn.functional.normalize); with norm_eps 0
     * a row of zeros stays one. */
    CUXENT_SMALL_NORM_CLAMP = 2,
} cuxentSmallNorm;

/** Arithmetic of the similarity and gradient products. */
typedef CUXENT_ENUM(cuxentPrecision){
    /** fp32 products and sums for 16- and 32-bit inputs, fp64 for 64-bit ones. */
    CUXENT_PRECISION_FULL = 1,
    /** Operands of fp32 products may be rounded to 10 mantissa bits (TF32 tensor cores of CUDA
     * devices from compute capability 8.0 on); sums and all else as FULL. Where there is no such
     * unit, the CPU included, it is FULL. */
    CUXENT_PRECISION_TF32 = 2,
} cuxentPrecision;

/** A memory limit that never binds. */
#define CUXENT_UNLIMITED SIZE_MAX

/**
 * What to compute. Fill it with cuxentProblemInit(), then set what differs.
 *
 * Place: the rows of this call may be part of a larger batch (one rank of a data-parallel job, or
 * one piece of a batch that does not fit). Row i of a view is row `row_offset + i` of that view in
 * the whole problem of `n_total` rows a view; a row's own sample is found among the columns by that
 * global index. With n_cols == 0 the columns of a loss with two views are the rows themselves,
 * otherwise a second operand. INFO_NCE and SIGLIP have one view, of n_rows rows and n_cols columns,
 * and their columns always are a second operand. SUP_CON and LABEL_PAIRS have one view too; a row's
 * own column is left out where it is among the columns, unless it is listed (cuxentSetsBy).
 * CLASS_SOFTMAX has one view of n_rows rows; its columns are the n_cols classes, always all of
 * them.
 */
typedef struct cuxentProblem {
    size_t struct_size;  /**< set by cuxentProblemInit() */
    cuxentLoss loss;     /**< default CUXENT_LOSS_NT_XENT */
    cuxentViews views;   /**< layout of every two-view operand; default STACKED */
    int64_t n_rows;      /**< rows of this call in each view (pairs, N); must be set, >= 1 */
    int64_t dim;         /**< embedding width D; must be set, 1 to 2^31 - 1 */
    int64_t n_cols;      /**< columns in each view; default 0: the rows are the columns, or for a
                              loss with one view as many columns as rows */
    int64_t n_negatives; /**< shared negatives beside the n_cols keys of INFO_NCE and the texts of
                              SIGLIP; default 0. GATHERED_INFO_NCE: negatives of each row; must be
                              set, >= 1 */
    int64_t row_offset;  /**< index of the first row in its view of the whole problem */
    int64_t col_offset;  /**< the same for the columns; with n_cols == 0 it must be 0 */
    int64_t n_total;     /**< rows a view of the whole problem; default 0: n_cols, else n_rows; with
                              one view n_rows, of SUP_CON and LABEL_PAIRS the larger of both */
    int64_t n_table_rows; /**< GATHERED_INFO_NCE: rows of the embedding table that indices name, up
                               to 2^31 - 1; default 0: no table, but tensors. With a table
                               n_rows * (n_negatives + 2) is at most 2^31 - 1 */
    cuxentIndexType index_type; /**< of the indices into the table, and of pairs; default INT32 */
    /** SUP_CON and LABEL_PAIRS: default LABEL, as for the other losses, which have no sets. Listed
     * pairs are directed: with them n_cols must be set, to n_rows where the rows are the columns
     * too (then they are passed twice, and the two gradients of a row add up). They take a bit of
     * scratch for each row and column, with PAIRS two. */
    cuxentSetsBy sets_by;
    cuxentLabelType label_type; /**< type of labels and ids; default INT64 */
    cuxentType type;            /**< type of the embeddings; default FLOAT32 */
    cuxentType grad_type;       /**< `type` or FLOAT32; default 0: `type` */
    cuxentPrecision precision;  /**< default FULL */
    cuxentReduction reduction;  /**< default MEAN */
    cuxentMeanOver mean_over;   /**< what a MEAN divides by; must be 0 for other reductions; default
                                     0: ALL, with labels or classes COUNTED */
    cuxentScaleKind scale_kind; /**< default TEMPERATURE */
    int32_t decoupled;          /**< 1: the target is not in the log-sum-exp, so that
                                     L_i = log sum_{negatives} exp s_ij - s_i,target may be negative
                                     (Yeh et al. 2022); default 0 */
    /** sigma > 0: the logit of row i's target without the bias, scale <z_i, z_p> + c_p, counts w_i
     * times in its loss (but not in a log-sum-exp), w_i = 2 - n exp(cos_i / sigma) / sum_l
     * exp(cos_l / sigma), with cos_l the similarity of row l with its target and the sum over the n
     * rows l of the same view that count and have negatives (DCLW, Yeh et al. 2022, eq. 7; sigma
     * 0.5 there). Needs `decoupled`, one target a row, and all rows of the problem in the call.
     * Default 0: w_i = 1. */
    double vmf_sigma;
    int32_t vmf_attached;   /**< 1: those weights have a gradient; default 0: held constant */
    double hardness;        /**< h >= 0, default 0: negatives count exp(h cos_ij) times, with
                                 the dot product in the place of the cosine where `normalize`
                                 is 0. The factor is held constant in the gradient and by the
                                 scale (Lan et al. 2025, "LLaVE"). Of losses with a softmax;
                                 of classes all but the row's own are negatives */
    double softcap;         /**< cap > 0, default 0: none. What similarities are multiplied by the
                                 scale to, t = scale <z_i, z_j>, becomes cap tanh(t / cap), before
                                 the bias and all else is added: no logit is beyond cap (Bello et
                                 al. 2017, "Neural Combinatorial Optimization"; Gemma Team 2024,
                                 "Gemma 2") */
    double label_smoothing; /**< a in [0, 1], default 0: every row loss has a (s_i,target - mean_j
                               s_ij) added, the mean over all columns that the row sees, its target
                               among them (Szegedy et al. 2016, "Rethinking the Inception
                               Architecture"). With sets the mean over its targets stands for
                               s_i,target. A row without negatives has no such term. Of losses with
                               a softmax over the row, but not by PAIRS or SOFT_TARGETS (smooth
                               these), and not with ids, a guide or a softcap: the sum over the
                               columns is taken once for all rows.
                               GATHERED_INFO_NCE has no such sum, and takes it with all of them */
    /** > 0: false negatives by similarity (Solatorio 2024, "GISTEmbed"). Width of the guide
     * embeddings cuxentInputs::guide_rows and guide_cols, of `type`. With g their cosines, a
     * negative j of row i is left out, from the loss as from the gradient, where
     *
     *     g_ij > guide_factor g_i,target - guide_margin.
     *
     * A pair is directed: n_cols must be set, to n_rows where the rows are the columns too. Takes a
     * bit of scratch for each row and column, and the guide embeddings normalised; of
     * GATHERED_INFO_NCE a bit for each column of a row. Of losses with one target a row. Default 0:
     * no guide. */
    int64_t guide_dim;
    double guide_factor; /**< default 1 */
    double guide_margin; /**< default 0 */
    double z_loss;       /**< zeta >= 0, default 0: every row loss has zeta row_lse^2 added, which
                              draws its log-sum-exp to 0 (de Brebisson & Vincent 2016,
                              "The Z-loss"; as in Chowdhery et al. 2022, "PaLM", section 5,
                              with 1e-4). The bias has a gradient then. Of losses with a
                              row_lse */
    int32_t normalize;   /**< 1 (default): cosine similarity; 0: dot product */
    cuxentSmallNorm small_norm; /**< default ZERO */
    double norm_eps;            /**< >= 0, default 0: only rows that are all zero are small */
    int64_t ignore_index;       /**< CLASS_SOFTMAX: label of rows that do not count; default -100 */
    cuxentMargin margin_kind;   /**< CLASS_SOFTMAX: default NONE */
    double margin;              /**< >= 0; ARCFACE: radians, below pi; NONE: 0 (default) */
    double softmax_weight;      /**< CLASS_SOFTMAX: >= 0, default 1; 0: the other terms alone */
    double center_weight;       /**< CLASS_SOFTMAX: >= 0, default 0. Needs cosine similarity */
    /** CLASS_SOFTMAX: >= 0, default 0. Times the sum over all ordered pairs of different classes of
     * cos(w_j, w_k) + 1 (island loss, Cai et al. 2018, with `center_weight` for its centre term),
     * added to `loss`. Needs cosine similarity, all rows of the problem, and a sum or mean. */
    double island_weight;
    int64_t tile_rows;    /**< rows of a similarity tile (CPU) or row panel (CUDA), a multiple
                               of 32; default 0: chosen. For measurements */
    size_t saved_limit;   /**< bytes of `saved` granted; default 0: as few as possible */
    size_t scratch_limit; /**< bytes of `scratch` granted; default 0: as few as possible on the
                               CPU, a panel of at most 512 MiB on CUDA */
} cuxentProblem;

/**
 * Fills a problem with the defaults above.
 *
 * @param struct_size  sizeof(cuxentProblem) as the caller was compiled
 */
CUXENT_API cuxentStatus cuxentProblemInit(cuxentProblem* problem,
                                          size_t struct_size) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Plan
 * ------------------------------------------------------------------------------------------- */

/** Opaque: a validated problem with its strategy, for one backend and device. Immutable. */
typedef struct cuxentPlan_st* cuxentPlan;

/**
 * Validates a problem and chooses how to compute it.
 *
 * The limits of the problem decide between the strategies: similarities are kept from the forward
 * to the backward pass where `saved_limit` (cuxentForward, cuxentBackward) or `scratch_limit`
 * (cuxentForwardBackward) has room for them, and recomputed otherwise. A limit other than 0 that
 * is below what the leanest strategy needs is an error. Where cuxentForwardBackward() can do with
 * a single pass it takes that, whatever the limits: see ::cuxentStrategy.
 *
 * @param[out] plan  set on success, left alone otherwise
 */
CUXENT_API cuxentStatus cuxentPlanCreate(cuxentHandle handle, const cuxentProblem* problem,
                                         cuxentPlan* plan) CUXENT_NOEXCEPT;

/** Destroys a plan. NULL is allowed. No call that uses it may be running. */
CUXENT_API cuxentStatus cuxentPlanDestroy(cuxentPlan plan) CUXENT_NOEXCEPT;

/** Bytes the caller brings to each call. On CUDA scratch includes a workspace for cuBLAS of 1 to
 * 32 MiB, by the size of the problem. */
typedef struct cuxentSizes {
    size_t saved;                    /**< written by cuxentForward, read by cuxentBackward */
    size_t forward_scratch;          /**< scratch of cuxentForward */
    size_t backward_scratch;         /**< scratch of cuxentBackward */
    size_t forward_backward_scratch; /**< scratch of cuxentForwardBackward */
} cuxentSizes;

/** Reads the sizes of a plan. */
CUXENT_API cuxentStatus cuxentPlanSizes(cuxentPlan plan, cuxentSizes* sizes) CUXENT_NOEXCEPT;

/** How similarities reach the backward pass. */
typedef CUXENT_ENUM(cuxentStrategy){
    CUXENT_STRATEGY_RECOMPUTE = 1, /**< computed again, tile by tile */
    CUXENT_STRATEGY_KEPT = 2,      /**< kept since the forward pass */
    /**
     * Of cuxentForwardBackward(): each tile goes from its similarities to the gradient in one
     * visit, so that nothing is computed twice and nothing kept. It takes rows and columns apart,
     * and a loss other than SUP_CON, LABEL_PAIRS and GATHERED_INFO_NCE, without vmf_sigma. CUDA:
     * always then. CPU: without softcap, where a call asks for no gradient of the columns (frozen
     * keys) and for no ranks, which no plan can know; such a call has 4 n_rows n_cols dim FLOP, or
     * half of that if it asks for none of the rows either, in the memory of the plan's strategy.
     */
    CUXENT_STRATEGY_SINGLE_PASS = 3,
} cuxentStrategy;

/** A plan in numbers. FLOP count the products only (a multiply-add is 2), those of all gradients,
 * and tiles on the diagonal in full; the CPU computes the similarities of those as triangles. */
typedef struct cuxentPlanInfo {
    cuxentStrategy strategy;                  /**< of cuxentForward and cuxentBackward */
    cuxentStrategy forward_backward_strategy; /**< of cuxentForwardBackward */
    int64_t tile_rows;                        /**< rows of a similarity tile */
    int64_t n_tiles;                          /**< tiles of one pass over the similarities */
    int32_t n_threads;                        /**< threads the scratch has room for */
    double forward_flop;
    double backward_flop;
    double forward_backward_flop;
} cuxentPlanInfo;

/** Reads how a plan computes. */
CUXENT_API cuxentStatus cuxentPlanDescribe(cuxentPlan plan, cuxentPlanInfo* info) CUXENT_NOEXCEPT;

/** The same as one line of text, valid as long as the plan; "" if `plan` is NULL. */
CUXENT_API const char* cuxentPlanText(cuxentPlan plan) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Execution
 * ------------------------------------------------------------------------------------------- */

/** cudaStream_t of a CUDA handle's device, NULL for the default one; NULL on the CPU. */
typedef void* cuxentStream;

/** A matrix to read: row i begins at data + i * ld elements. */
typedef struct cuxentConstMatrix {
    const void* data;
    int64_t ld; /**< elements from one row to the next, >= dim */
} cuxentConstMatrix;

/** A matrix to write. */
typedef struct cuxentMatrix {
    void* data;
    int64_t ld;
} cuxentMatrix;

/** Caller-owned memory, 256-byte aligned. Its contents before a call do not matter. */
typedef struct cuxentBuffer {
    void* data;
    size_t bytes;
} cuxentBuffer;

/**
 * One number, or where to find it. `data`, if not NULL, points to float (double for FLOAT64
 * problems) where the embeddings live, and is read when the call executes.
 */
typedef struct cuxentScalar {
    double value;
    const void* data;
} cuxentScalar;

/**
 * Rows of the embedding table that take part in a call, of type cuxentProblem::index_type. On the
 * CPU an index that is not in [0, n_table_rows) is an error by name, position and value. On CUDA it
 * is counted in cuxentOutputs::n_out_of_range and never followed: the anchor that it belongs to has
 * the loss NaN, and gives NaN gradients to the rows that its other indices name, unless its weight
 * is 0. With vmf_sigma all anchors have: their weights are relative to it.
 */
typedef struct cuxentIndices {
    const void* anchors;   /**< n_rows */
    const void* positives; /**< n_rows */
    const void* negatives; /**< n_rows * n_negatives, those of anchor i from i * n_negatives on */
} cuxentIndices;

/**
 * A list of n pairs (rows[k], cols[k]), of type cuxentProblem::index_type, where the embeddings
 * live, by the indices of this call: row 0 to n_rows - 1 and column 0 to n_cols - 1, whatever the
 * offsets. In any order; a pair counts once however often it is listed, so that repeating one fills
 * a list up to a length that a captured graph has fixed. With n == 0 nothing is read.
 */
typedef struct cuxentPairs {
    const void* rows;
    const void* cols;
    int64_t n;
} cuxentPairs;

/**
 * Operands of a call. With CUXENT_VIEWS_STACKED only [0] of each pair is used, and [1] must have
 * data NULL; with CUXENT_VIEWS_SEPARATE [0] is view 1 and [1] is view 2. INFO_NCE and SIGLIP:
 * rows[0] are the queries, cols[0] the keys, and cols[1] the shared negatives, if there are any.
 * GATHERED_INFO_NCE: rows[0] are the anchors, cols[0] the positives and cols[1] the negatives; or
 * rows[0] is the table, cols are not used, and `indices` say which rows.
 */
typedef struct cuxentInputs {
    cuxentConstMatrix rows[2];
    cuxentConstMatrix cols[2]; /**< data NULL where the rows are the columns */
    /** Temperature, logit scale or its logarithm. It must be finite, and what similarities are
     * multiplied by > 0 and a normal number of the arithmetic type (float: 1.18e-38 to 3.4e38): an
     * error where the host can read it (always on the CPU), NaN results where it cannot. */
    cuxentScalar scale;
    /** Added to every similarity after the scale; default 0. Finite, or as for `scale` an error or
     * NaN results. In losses with a softmax over the row it moves row_lse and nothing else. */
    cuxentScalar bias;
    /** Labels of SUP_CON and LABEL_PAIRS, where the embeddings live, of type label_type: one a row,
     * and one a column unless the rows are the columns; NULL where pairs are listed. CLASS_SOFTMAX:
     * the class of each row, 0 to n_cols - 1, or ignore_index. Another class is an error where the
     * host can read it (the CPU), unless the row's weight is 0; on a device such a row does not
     * count, and to be seen its row loss is NaN, and so is `loss`, but no gradient. NULL for the
     * other losses. */
    const void* row_labels;
    const void* col_labels;
    /** A factor for the loss and gradient of each row: float (double for FLOAT64 problems), in the
     * order of row_loss, where the embeddings live; NULL: 1 each. Values are not checked: they may
     * be negative, and NaN gives NaN. A row whose weight is exactly 0 does not count: its row loss
     * and row_lse are 0, whatever its embedding, and it adds nothing to loss or gradients. As a
     * column it stays what it is to other rows; where columns are a second operand, its embedding
     * in `rows` may hold anything (padding) and its gradient there is 0. */
    const void* row_weights;
    /** c_j, added to the logits of column j after scale and bias, as a target too: float (double
     * for FLOAT64 problems), one a column in the order of view 1, view 2, negatives, where the
     * embeddings live; where the rows are the columns one a row. CLASS_SOFTMAX: one a class, after
     * the margin. GATHERED_INFO_NCE: one a row
     * of the table, n_table_rows; without a table n_rows of the positives, then n_rows *
     * n_negatives in the order of the negatives. NULL: none. With c_j = -log of the probability
     * that j is drawn it corrects for sampling (logQ: Bengio & Senecal 2008; Yi et al. 2019), with
     * the log of a class's share for classes of different sizes (logit adjustment: Menon et al.
     * 2021). Values are not checked and must be finite. No gradient. */
    const void* col_bias;
    /** Ids of what rows and columns show, of type label_type, where the embeddings live, one a row
     * and one a column in the order of col_bias; col_ids NULL where the rows are the columns. A
     * negative with the id of the row is a false one and is left out, from the loss as from the
     * gradient; targets stay. Both NULL: none. Not with label_smoothing, which is shared by the
     * same columns for all rows, but where rows are gathered. */
    const void* row_ids;
    const void* col_ids;
    cuxentIndices indices; /**< all NULL unless n_table_rows > 0 */
    /** Targets and negatives where cuxentProblem::sets_by lists them; otherwise {NULL, NULL, 0}. A
     * pair in both lists is a target. On the CPU an index of no row or column is an error by name,
     * position and value; on CUDA it is counted in cuxentOutputs::n_out_of_range, and its pair left
     * out. */
    cuxentPairs positive_pairs;
    cuxentPairs negative_pairs;
    /** q_ij where cuxentProblem::sets_by is SOFT_TARGETS: n_rows x n_cols, float (double for
     * FLOAT64 problems), where the embeddings live; otherwise {NULL, 0}. Not normalised:
     * SUP_CON divides them by the sum of their row. Values are not checked and must be finite and
     * >= 0; a row of zeros has no target. No gradient. */
    cuxentConstMatrix soft_targets;
    /** What the guide has for rows and columns where guide_dim > 0, laid out as `rows` and `cols`
     * but guide_dim wide, with n_table_rows guide_rows[0] for the rows of the table; otherwise
     * {NULL, 0}. Normalised whatever problem.normalize says, a row
     * of zeros to 0; NaN leaves nothing out. No gradient. */
    cuxentConstMatrix guide_rows[2];
    cuxentConstMatrix guide_cols[2];
} cuxentInputs;

/**
 * Results of a forward pass, in float (double for FLOAT64 problems). Row vectors have an entry a
 * row: n_rows of view 1, then, where there are two views, n_rows of view 2.
 */
typedef struct cuxentOutputs {
    void* loss;     /**< one value; with CUXENT_REDUCTION_NONE the weighted row losses w_i L_i.
                         NULL: not wanted */
    void* row_loss; /**< L_i, without its weight. NULL: not wanted */
    void* row_lse;  /**< natural log of the row's denominator, without the target where
                         `decoupled`: there -inf if the row has no negative. NULL: not wanted */
    int64_t* n_out_of_range; /**< indices that name no row of the table, or no row or column of the
                                  call, counted where the embeddings live; always 0 on the CPU,
                                  which refuses them. NULL: not wanted, or neither n_table_rows nor
                                  sets_by has the call name any */
    /** Rank of each row's target among the columns that the row sees, in the order of row_loss: 1 +
     * negatives with a greater logit, counted in the very similarities that the loss is made of.
     * Columns that are left out (the row itself, false negatives) do not count; CLASS_SOFTMAX
     * compares cosines without the margin. A row that does not count has rank 0. NaN flatters
     * nobody: a negative that is NaN counts as greater, and a target that is NaN has all of them
     * above it. Whole numbers: for any number of threads the same. NULL: not wanted. Not for
     * SUP_CON and LABEL_PAIRS, whose rows have any number of targets. With row_ties what
     * cuxentSummarizeRanks() makes a mean rank and top-k accuracy of. */
    int64_t* row_rank;
    int64_t* row_ties; /**< negatives with exactly the logit of the target; the same otherwise */
} cuxentOutputs;

/**
 * Gradient of the caller's objective with respect to `loss`. NULL stands for {1, NULL}.
 * `data`, if not NULL, points to float (double for FLOAT64 problems): one value, or one a row
 * with CUXENT_REDUCTION_NONE. Otherwise `value` holds for every entry of `loss`.
 */
typedef cuxentScalar cuxentUpstream;

/**
 * Gradients to compute, laid out as the inputs are. A matrix with data == NULL is not computed.
 *
 * The gradient of an embedding table is summed over everything that names a row, in a fixed order:
 * anchors, positives, negatives. It comes in one of two forms:
 *
 * - dense, with table_index NULL: rows[0] has n_table_rows rows. Rows that nothing names become 0,
 *   or with `accumulate` stay as they are, untouched.
 * - packed, for tables of which a call names few rows: rows[0] and table_index have room for
 *   n_rows * (n_negatives + 2) rows. The first *n_table_index of them are the gradients of the rows
 *   that are named and their numbers, ascending, each once; the others stay untouched. `accumulate`
 *   must be 0.
 */
typedef struct cuxentGradients {
    cuxentMatrix rows[2];   /**< type grad_type */
    cuxentMatrix cols[2];   /**< type grad_type; data NULL where the rows are the columns */
    void* scale;            /**< one float (double for FLOAT64 problems); NULL: not wanted */
    void* bias;             /**< the same of the bias. Exactly 0 where the loss has a softmax over
                                 the row, which does not see what all its similarities share, but
                                 for a z_loss */
    int32_t accumulate;     /**< 0: overwrite; 1: add to what is there */
    void* table_index;      /**< type index_type; NULL: dense */
    int64_t* n_table_index; /**< one number, where the embeddings live; NULL with table_index */
} cuxentGradients;

/**
 * Computes the loss and leaves in `saved` what cuxentBackward() needs.
 *
 * @param saved    at least cuxentSizes::saved bytes; wholly defined by this call
 * @param scratch  at least cuxentSizes::forward_scratch bytes; free again when the call has run
 *
 * Degenerate input: a row without targets, or whose only target has no negatives (a pair alone,
 * N = 1), has loss 0 and gradient 0, but for a z_loss. NaN or Inf in a row makes every loss it
 * reaches NaN.
 */
CUXENT_API cuxentStatus cuxentForward(cuxentHandle handle, cuxentPlan plan,
                                      const cuxentInputs* inputs, const cuxentOutputs* outputs,
                                      cuxentBuffer saved, cuxentBuffer scratch,
                                      cuxentStream stream) CUXENT_NOEXCEPT;

/**
 * Computes gradients. Inputs must be those of the forward pass. `saved` is only read: calling
 * again, with another upstream gradient or none, is right.
 *
 * @param scratch  at least cuxentSizes::backward_scratch bytes
 */
CUXENT_API cuxentStatus cuxentBackward(cuxentHandle handle, cuxentPlan plan,
                                       const cuxentInputs* inputs, const cuxentUpstream* upstream,
                                       cuxentBuffer saved, const cuxentGradients* gradients,
                                       cuxentBuffer scratch, cuxentStream stream) CUXENT_NOEXCEPT;

/**
 * Computes loss and gradients in one call.
 *
 * @param scratch  at least cuxentSizes::forward_backward_scratch bytes
 */
CUXENT_API cuxentStatus cuxentForwardBackward(
    cuxentHandle handle, cuxentPlan plan, const cuxentInputs* inputs,
    const cuxentUpstream* upstream, const cuxentOutputs* outputs, const cuxentGradients* gradients,
    cuxentBuffer scratch, cuxentStream stream) CUXENT_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif

#include "cuxent/sampling.h"
#include "cuxent/similarity.h"

#endif /* CUXENT_CUXENT_H */
