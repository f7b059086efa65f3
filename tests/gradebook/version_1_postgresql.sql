SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
CREATE FUNCTION public.audit_only_grows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'the log is only ever added to'; END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.artifact (
    sha256 character varying(64) NOT NULL,
    media_type character varying(80) NOT NULL,
    size integer NOT NULL,
    packed boolean NOT NULL,
    data bytea NOT NULL
);
CREATE TABLE public.audit (
    seq integer NOT NULL,
    at character varying(32) NOT NULL,
    by text NOT NULL,
    action text NOT NULL,
    payload text NOT NULL,
    prev_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);
CREATE TABLE public.course (
    id integer NOT NULL,
    name text NOT NULL
);
CREATE SEQUENCE public.course_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.course_id_seq OWNED BY public.course.id;
CREATE TABLE public.member (
    submission integer NOT NULL,
    student integer NOT NULL
);
CREATE TABLE public.meta (
    name character varying(40) NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.observation (
    run integer NOT NULL,
    "position" integer NOT NULL,
    data bytea NOT NULL
);
CREATE TABLE public.override (
    id integer NOT NULL,
    student integer NOT NULL,
    submission integer NOT NULL,
    exercise text NOT NULL,
    part text NOT NULL,
    points double precision,
    automatic double precision NOT NULL,
    reason text NOT NULL,
    by text NOT NULL,
    at character varying(32) NOT NULL
);
CREATE SEQUENCE public.override_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.override_id_seq OWNED BY public.override.id;
CREATE TABLE public.part (
    run integer NOT NULL,
    "position" integer NOT NULL,
    exercise text NOT NULL,
    part text NOT NULL,
    title text NOT NULL,
    status character varying(20) NOT NULL,
    points double precision NOT NULL,
    max_points double precision NOT NULL,
    misconception text NOT NULL
);
CREATE TABLE public.picture (
    run integer NOT NULL,
    sha256 character varying(64) NOT NULL
);
CREATE TABLE public.run (
    id integer NOT NULL,
    submission integer NOT NULL,
    key character varying(64) NOT NULL,
    key_text text NOT NULL,
    again integer NOT NULL,
    status character varying(20) NOT NULL,
    reason text NOT NULL,
    points double precision NOT NULL,
    max_points double precision NOT NULL,
    highest_points double precision NOT NULL,
    provisional boolean NOT NULL,
    how character varying(20) NOT NULL,
    seconds double precision NOT NULL,
    finished_at character varying(32) NOT NULL,
    isolation character varying(20) NOT NULL,
    grader text NOT NULL,
    course_digest text NOT NULL,
    result bytea
);
CREATE SEQUENCE public.run_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.run_id_seq OWNED BY public.run.id;
CREATE TABLE public.student (
    id integer NOT NULL,
    course integer NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    ids json NOT NULL
);
CREATE SEQUENCE public.student_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.student_id_seq OWNED BY public.student.id;
CREATE TABLE public.submission (
    id integer NOT NULL,
    course integer NOT NULL,
    key text NOT NULL,
    slug text NOT NULL,
    slug_folded text NOT NULL,
    number integer NOT NULL,
    file_name text NOT NULL,
    digest character varying(64) NOT NULL,
    mark text NOT NULL,
    layout text NOT NULL,
    origin text NOT NULL,
    submitted_at character varying(32),
    received_at character varying(32) NOT NULL,
    late boolean NOT NULL
);
CREATE SEQUENCE public.submission_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.submission_id_seq OWNED BY public.submission.id;
CREATE TABLE public.void (
    id integer NOT NULL,
    course integer NOT NULL,
    exercise text NOT NULL,
    part text NOT NULL,
    how character varying(8),
    reason text NOT NULL,
    by text NOT NULL,
    at character varying(32) NOT NULL
);
CREATE SEQUENCE public.void_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.void_id_seq OWNED BY public.void.id;
ALTER TABLE ONLY public.course ALTER COLUMN id SET DEFAULT nextval('public.course_id_seq'::regclass);
ALTER TABLE ONLY public.override ALTER COLUMN id SET DEFAULT nextval('public.override_id_seq'::regclass);
ALTER TABLE ONLY public.run ALTER COLUMN id SET DEFAULT nextval('public.run_id_seq'::regclass);
ALTER TABLE ONLY public.student ALTER COLUMN id SET DEFAULT nextval('public.student_id_seq'::regclass);
ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);
ALTER TABLE ONLY public.void ALTER COLUMN id SET DEFAULT nextval('public.void_id_seq'::regclass);
INSERT INTO public.artifact VALUES ('06e902d1ea20ef40617cdad62f2e9979d5917a430659f5f3f7594077586c8a1d', 'text/plain', 280, true, '\x789cab52b0552857d052a850d05648e2aa1ae5417900c7f23f0d');
INSERT INTO public.artifact VALUES ('162f25d990ef8db71968fe4d2b7f14b241028cb1760fad19e6d140e86aa9bcde', 'text/plain', 10, false, '\x7a203d2077202a20780a');
INSERT INTO public.artifact VALUES ('61578ad7d8afde50f365251304f0c5e711cfb3f18d4fc2f620f1969bac827f2f', 'image/png', 12, false, '\x89504e472070696374757265');
INSERT INTO public.audit VALUES (1, '2026-11-27T20:50:42.233176+00:00', 'grader', 'course', '{"course":"Networks"}', '', '9097bfa5bfe47df76d9eebd110ca63c22e94c92a48835177dd984fefd8a42453');
INSERT INTO public.audit VALUES (2, '2026-11-27T20:50:42.250351+00:00', 'me', 'override', '{"automatic":0.0,"course":"Networks","exercise":"ex1","part":"a","points":0.5,"student":1,"submission":1}', '9097bfa5bfe47df76d9eebd110ca63c22e94c92a48835177dd984fefd8a42453', '17e6c9dac14608c87822a02bd3a5204e703a19434f254f501b62ad52fe74f783');
INSERT INTO public.audit VALUES (3, '2026-11-27T20:50:42.251486+00:00', 'me', 'void', '{"course":"Networks","exercise":"ex1","how":"full","part":"z","reason":"a typo in the text"}', '17e6c9dac14608c87822a02bd3a5204e703a19434f254f501b62ad52fe74f783', '89ed410c98e6a3074907ff06964e9907460613bb6a21820b0ada5c27c5249db9');
INSERT INTO public.course VALUES (1, 'Networks');
INSERT INTO public.member VALUES (1, 1);
INSERT INTO public.member VALUES (1, 2);
INSERT INTO public.member VALUES (2, 1);
INSERT INTO public.meta VALUES ('kind', 'gradient-grader gradebook');
INSERT INTO public.meta VALUES ('schema_version', '1');
INSERT INTO public.meta VALUES ('audit_count', '3');
INSERT INTO public.meta VALUES ('audit_last', '89ed410c98e6a3074907ff06964e9907460613bb6a21820b0ada5c27c5249db9');
INSERT INTO public.observation VALUES (1, 0, '\x7801ab562a4ece48cd4d54b252504a2f4a4c492dd2cb4f2a4e2d2a4b2cc9cccf2bd63754d251502a4e4d06f3808aaa6b6bb900dd1511c2');
INSERT INTO public.observation VALUES (1, 1, '\x7801ab562a4ece48cd4d54b252504a2f4a4c492dd2cb4f2a4e2d2a4b2cc9cccf2bd63754d251502a4e4d06f3808aaa959280a4616d2d1700498812f3');
INSERT INTO public.override VALUES (1, 1, 1, 'ex1', 'a', 0.5, 0, 'nearly right', 'me', '2026-11-27T20:50:42.249098+00:00');
INSERT INTO public.part VALUES (1, 0, 'ex1', 'z', 'Part z', 'right', 1, 1, '');
INSERT INTO public.part VALUES (1, 1, 'ex1', 'a', 'Part a', 'wrong', 0, 1, 'sign');
INSERT INTO public.picture VALUES (1, '61578ad7d8afde50f365251304f0c5e711cfb3f18d4fc2f620f1969bac827f2f');
INSERT INTO public.run VALUES (1, 1, '61ce934c450dee9564b88b6b80bfd5c8b69892bd6a20953a1a0658dbc970a635', '{"course": "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "engine": "warm", "environment": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "exercises": ["ex1"], "grader": "0.1.0", "limits": {"cell_seconds": 10.0}, "seed": 1}', 0, 'graded', '', 1, 2, 1, false, 'executed', 1.5, '2026-11-27T20:50:42.244822+00:00', 'full', '0.1.0', 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', '\x789cbd554b8f9b3010fe2b2b9fa3144380646f3df4de7bb58a8c3d062b0623dbe4d128ffbd333cb2740f55d556e5e479cf7cf3e0ce826ca015ec95d55e28f05b0f61b0f113671b1686aa352118d7b1d73beb440ba8d65cb6fd0d8527d329245ba7060b482b534388c811e941c95d529659213325abbccc0f5599ecf21ddff34ca619407250392f949045925425ecaa62af555aedd3f45050606d2c04f6faedce7a119b55d0d088342ffe4d90ea1629084f92c7db63c3e00a5e9a30c735541b5c492f9a68a9f02fb3c2cbc4ee86b6028ff61bd63bd34572b54d36ac15d7e3c24889d10b1f574ebfaf5c7e45d10b314214714025e64ddd44f60b9713034210355057a453b0b2d306ac42b5fb034bd2ce5a7739c6c6bba16e8edabb16f378437b13a4eb24f471ec6d3758bb6197063c2cc459d8e149c0b50719412db4c781f1a730f90ab7b672761105b0fa8813254f4fe3b35180b126fab19961101f61106b182ede75f50a86e4376158ecfe088639b360ea8efa3b8dfb4c3553d8b1e081608a7e80c7ff020d2da238413719f74646cc619a2909d68e4328ecb87c2fdad494e06a570a9e977ba14ab5175a419ee8acc8d39c67c94e2732879273a9ab4cf3bdda6999ea224d343f14874ac87d5aea5493af1344d9bc6733233f578397a36fe849a25f2f4383738a67e2e73ef6de9d0d9d1981a5686103205cc3d491e0ac98dac33406c75ccee04997bacbfa5b6c4659b6e57c5bb2078149982320d6b4268e5a84d13100f65a8d0bbf4d504fbac107eaf0e797f9b9f08ecf5326fff2a37c3c9c81eaba2f33c4d7b331572b6284b68f4bfb455cb6e503d2b8205a8f853f8fca72b79ef78a44f39d798fc3f836a38d7316bc780e1632bc2131f9ee5c9cc25017b5c09fc0443d7e0017f70032');
INSERT INTO public.run VALUES (2, 1, 'e9f501f9e24a79eca6b1a8b805d2ea83b49f2214f605ba3d804eb2a1b53e7e39', '{"course": "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "engine": "warm", "environment": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "exercises": ["ex1"], "grader": "0.1.0", "limits": {"cell_seconds": 10.0}, "seed": 2}', 0, 'not-judged', 'The sandbox was gone.', 0, 0, 0, false, 'executed', 1.5, '2026-11-27T20:50:42.247789+00:00', '', '0.1.0', 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', NULL);
INSERT INTO public.student VALUES (1, 1, 's1', 'Jane Doe', 's1@example.org', '{"login": "jd1"}');
INSERT INTO public.student VALUES (2, 1, 's2', 'Student s2', 's2@example.org', '{}');
INSERT INTO public.student VALUES (3, 1, 's3', 'Student s3', 's3@example.org', '{}');
INSERT INTO public.submission VALUES (1, 1, 'team', 'team', 'team', 1, 'hw.py', '06e902d1ea20ef40617cdad62f2e9979d5917a430659f5f3f7594077586c8a1d', '', 'plain', 'team.py', '2026-11-02T12:00:00.000000+00:00', '2026-11-27T20:50:42.240041+00:00', true);
INSERT INTO public.submission VALUES (2, 1, 's1', 's1', 's1', 1, 'hw.py', '162f25d990ef8db71968fe4d2b7f14b241028cb1760fad19e6d140e86aa9bcde', '', 'plain', 's1.py', '2026-11-02T13:00:00.000000+00:00', '2026-11-27T20:50:42.242566+00:00', false);
INSERT INTO public.void VALUES (1, 1, 'ex1', 'z', 'full', 'a typo in the text', 'me', '2026-11-27T20:50:42.250789+00:00');
SELECT pg_catalog.setval('public.course_id_seq', 1, true);
SELECT pg_catalog.setval('public.override_id_seq', 1, true);
SELECT pg_catalog.setval('public.run_id_seq', 2, true);
SELECT pg_catalog.setval('public.student_id_seq', 3, true);
SELECT pg_catalog.setval('public.submission_id_seq', 2, true);
SELECT pg_catalog.setval('public.void_id_seq', 1, true);
ALTER TABLE ONLY public.artifact
    ADD CONSTRAINT artifact_pkey PRIMARY KEY (sha256);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.course
    ADD CONSTRAINT course_name_key UNIQUE (name);
ALTER TABLE ONLY public.course
    ADD CONSTRAINT course_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (submission, student);
ALTER TABLE ONLY public.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.observation
    ADD CONSTRAINT observation_pkey PRIMARY KEY (run, "position");
ALTER TABLE ONLY public.override
    ADD CONSTRAINT override_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_pkey PRIMARY KEY (run, "position");
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (run, sha256);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_submission_key_again_key UNIQUE (submission, key, again);
ALTER TABLE ONLY public.student
    ADD CONSTRAINT student_course_key_key UNIQUE (course, key);
ALTER TABLE ONLY public.student
    ADD CONSTRAINT student_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_course_key_digest_mark_key UNIQUE (course, key, digest, mark);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_course_slug_folded_number_key UNIQUE (course, slug_folded, number);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.void
    ADD CONSTRAINT void_pkey PRIMARY KEY (id);
CREATE INDEX member_student ON public.member USING btree (student);
CREATE INDEX override_student ON public.override USING btree (student);
CREATE INDEX override_submission ON public.override USING btree (submission);
CREATE INDEX picture_sha256 ON public.picture USING btree (sha256);
CREATE INDEX run_submission ON public.run USING btree (submission, status);
CREATE INDEX submission_digest ON public.submission USING btree (digest);
CREATE INDEX void_course ON public.void USING btree (course);
CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_only_grows();
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_student_fkey FOREIGN KEY (student) REFERENCES public.student(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.observation
    ADD CONSTRAINT observation_run_fkey FOREIGN KEY (run) REFERENCES public.run(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.override
    ADD CONSTRAINT override_student_fkey FOREIGN KEY (student) REFERENCES public.student(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.override
    ADD CONSTRAINT override_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_run_fkey FOREIGN KEY (run) REFERENCES public.run(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_run_fkey FOREIGN KEY (run) REFERENCES public.run(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.artifact(sha256);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.student
    ADD CONSTRAINT student_course_fkey FOREIGN KEY (course) REFERENCES public.course(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_course_fkey FOREIGN KEY (course) REFERENCES public.course(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_digest_fkey FOREIGN KEY (digest) REFERENCES public.artifact(sha256);
ALTER TABLE ONLY public.void
    ADD CONSTRAINT void_course_fkey FOREIGN KEY (course) REFERENCES public.course(id) ON DELETE CASCADE;
